package io.debros.store.access;

import io.debros.store.identity.Identity;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Standing;
import java.util.List;
import java.util.Set;

/**
 * A fixed list of identity ids, compared exactly; {@code *} stands for everyone. An empty list lets
 * nobody write. The list is a block of its own, so it is as immutable as the database's address.
 * Immutable, thread-safe.
 */
public final class IpfsAccessController implements AccessController {
  private final String address;
  private final Set<String> write;

  /**
   * The controller of a list.
   *
   * @param address {@code /ipfs/<hash of the block of the list>}
   */
  public IpfsAccessController(String address, List<String> write) {
    this.address = address;
    this.write = Set.copyOf(write);
  }

  /** Ids of the writers, or {@code *}. */
  public Set<String> write() {
    return write;
  }

  @Override
  public Standing standing(Identity writer) {
    boolean listed = write.contains(IpfsAccessList.ANYONE) || write.contains(writer.id());
    return listed ? Standing.MAY_WRITE : Standing.NEVER;
  }

  @Override
  public String address() {
    return address;
  }
}
