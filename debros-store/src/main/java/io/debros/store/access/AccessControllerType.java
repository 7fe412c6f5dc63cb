package io.debros.store.access;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of access controller. {@code ipfs} and {@code orbitdb} are built in; others are registered
 * in the settings of a node. Thread-safe.
 */
public interface AccessControllerType {
  /** The word after the first slash of {@code accessController} in manifests. */
  String type();

  /**
   * The rules of a new database. Stores nothing, and gives the same answer anywhere, because the
   * address of the database depends on it.
   *
   * @param databaseName name of the database that is ruled
   * @param ids whom the rules begin with, sorted
   */
  AccessDescription describe(String databaseName, List<String> ids);

  /**
   * The rules that a manifest names.
   *
   * @param address {@code /type/…}, of this type
   * @param blocks gives the bytes of a block; throws if it is nowhere
   * @throws IllegalArgumentException if it is no address of such rules
   * @throws io.debros.store.error.BadBlockException if a block is not what it should be
   */
  AccessDescription read(String address, Function<Cid, byte[]> blocks);

  /** The controller of rules that {@link #describe} or {@link #read} gave. */
  AccessController open(AccessDescription rules, AccessDatabases databases);
}
