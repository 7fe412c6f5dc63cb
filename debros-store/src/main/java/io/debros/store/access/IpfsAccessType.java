package io.debros.store.access;

import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import java.util.List;
import java.util.function.Function;

/** The built-in kind {@code ipfs}: one block that lists the writers. */
final class IpfsAccessType implements AccessControllerType {
  @Override
  public String type() {
    return IpfsAccessList.TYPE;
  }

  @Override
  public AccessDescription describe(String databaseName, List<String> ids) {
    return described(new IpfsAccessList(ids));
  }

  @Override
  public AccessDescription read(String address, Function<Cid, byte[]> blocks) {
    Cid list = IpfsAccessList.parseAddress(address);
    return described(IpfsAccessList.decode(blocks.apply(list)));
  }

  @Override
  public AccessController open(AccessDescription rules, AccessDatabases databases) {
    IpfsAccessList list = IpfsAccessList.decode(rules.blocks().get(0).bytes());
    return new IpfsAccessController(rules.address(), list.write());
  }

  private static AccessDescription described(IpfsAccessList list) {
    return new AccessDescription(list.address(), List.of(list.toBlock()), List.of());
  }
}
