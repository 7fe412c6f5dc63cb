package io.debros.store.access;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.BadBlockException;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import java.util.List;
import java.util.function.Function;

/**
 * The built-in kind {@code orbitdb}: the list is a key-value database of the same name as the one
 * that it rules, so that its address is the one that JavaScript gives it. Its own writers, the root
 * admins, are a fixed list.
 */
final class OrbitDbAccessType implements AccessControllerType {
  @Override
  public String type() {
    return AccessOptions.ORBITDB;
  }

  @Override
  public AccessDescription describe(String databaseName, List<String> ids) {
    IpfsAccessList admins = new IpfsAccessList(ids);
    return described(
        new Manifest(databaseName, KeyValueDatabase.TYPE, admins.address(), null), admins);
  }

  @Override
  public AccessDescription read(String address, Function<Cid, byte[]> blocks) {
    Manifest list = Manifest.decode(blocks.apply(Address.parse(address).manifest()));
    if (!list.type().equals(KeyValueDatabase.TYPE)
        || !list.accessControllerType().equals(IpfsAccessList.TYPE)) {
      throw new BadBlockException(
          problem("Access controller names a database that is no access list")
              .at("accessController", address)
              .at("type", list.type())
              .at("ruledBy", list.accessController())
              .advice("Create the database with a keyvalue list that has fixed admins"));
    }
    Cid admins = IpfsAccessList.parseAddress(list.accessController());
    return described(list, IpfsAccessList.decode(blocks.apply(admins)));
  }

  @Override
  public AccessController open(AccessDescription rules, AccessDatabases databases) {
    IpfsAccessList admins = IpfsAccessList.decode(rules.blocks().get(0).bytes());
    return new OrbitDbAccessController(rules.databases().get(0), admins.write(), databases);
  }

  private static AccessDescription described(Manifest list, IpfsAccessList admins) {
    return new AccessDescription(
        list.address().toString(),
        List.of(admins.toBlock(), list.toBlock()),
        List.of(list.address()));
  }
}
