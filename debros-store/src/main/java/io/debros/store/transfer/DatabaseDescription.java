package io.debros.store.transfer;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.access.AccessControllerType;
import io.debros.store.access.AccessDatabases;
import io.debros.store.access.AccessDescription;
import io.debros.store.block.Block;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A database before it is opened: all that follows from its address. Immutable.
 *
 * @param manifest of the database
 * @param accessType kind of its access controller
 * @param rules of access
 */
@API(status = INTERNAL)
public record DatabaseDescription(
    Manifest manifest, AccessControllerType accessType, AccessDescription rules) {
  /** Of the manifest. */
  public Address address() {
    return manifest.address();
  }

  /** The blocks that peers load to open it, in the order in which they need them. */
  public List<Block> blocks() {
    List<Block> all = new ArrayList<>(rules.blocks());
    all.add(manifest.toBlock());
    return all;
  }

  /**
   * Who may write to it.
   *
   * @param databases where rules are that can change
   */
  public AccessController accessController(AccessDatabases databases) {
    return accessType.open(rules, databases);
  }
}
