package io.debros.jpa.node;

import io.debros.jpa.merge.ConflictListener;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.network.NodeListener;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The node behind a persistence unit; {@code entityManagerFactory.unwrap(NodeView.class)}. Answers
 * as things are when it is asked. Thread-safe; throws {@link IllegalStateException} once the
 * factory is closed.
 */
public interface NodeView {
  /** Id of the identity that signs what this node writes. */
  String identity();

  /** Where everything lies, absolute; null if it is kept in memory. */
  @Nullable Path directory();

  /** Address ({@code /orbitdb/zdpu…}) by name of every database that this node has. */
  SortedMap<String, String> databases();

  /**
   * Ids of the identities that may write to a database, or {@code *} for everybody.
   *
   * @param databaseName one of {@link #databases}
   * @throws IllegalArgumentException if there is no such database; names the nearest one
   */
  Set<String> writers(String databaseName);

  /**
   * Lets an identity write to a database from now on. What it wrote before and this node refused is
   * tried again. Other nodes learn of it together with the entries of the database's list.
   *
   * @param databaseName one of {@link #databases}, created with {@code debros.access.type=orbitdb}
   * @param identity id of the identity, or {@code *} for everybody
   * @throws IllegalArgumentException if there is no such database, or its writers are fixed
   * @throws io.debros.store.error.AppendDeniedException if this node is no root admin of it
   */
  void grant(String databaseName, String identity);

  /**
   * Takes back the right to write. What the identity wrote before stays where it is.
   *
   * @param databaseName as for {@link #grant}
   * @throws IllegalArgumentException as for {@link #grant}
   * @throws io.debros.store.error.AppendDeniedException as for {@link #grant}
   */
  void revoke(String databaseName, String identity);

  /**
   * Writes a database, as it is now, as a CAR file of version 1, which {@code @orbitdb/core} and
   * other nodes can take in. Commits go on meanwhile. The stream stays the caller's to close.
   *
   * @param databaseName one of {@link #databases}
   * @throws IllegalArgumentException if there is no such database; names the nearest one
   * @throws io.debros.store.error.StorageException if the stream fails
   */
  void exportCar(String databaseName, OutputStream output);

  /** The keys that encrypted entities are written and read with. */
  EncryptionView encryption();

  /**
   * Rows that have the same value in something unique, because nodes that did not know of each
   * other gave it away. Follows from the data alone. Reads every unique index once, and no other
   * rows than those that it finds.
   */
  List<UniqueViolation<?>> uniqueViolations();

  /**
   * Rows that nodes which did not know of each other made under one id. Follows from the data
   * alone; reads no other rows.
   */
  List<IdConflict<?>> idConflicts();

  /**
   * Gives the other row of a conflict an id of its own: it becomes a new row, with all that was
   * changed in it, and the conflict ends, in one commit. What refers to the old id still means the
   * row that has it.
   *
   * @param conflict one of {@link #idConflicts}
   * @throws IllegalArgumentException if the conflict is not there any more, or the id is null or of
   *     another type than the entity's
   * @throws jakarta.persistence.EntityExistsException if the id, or a unique value of the row, is
   *     taken
   * @throws jakarta.persistence.OptimisticLockException if the other row was written just now
   */
  void rekey(IdConflict<?> conflict, Object newId);

  /** Where the node meets others; null unless {@code debros.network.enabled} is true. */
  @Nullable NetworkView network();

  /**
   * Has a listener told of changes of rows, peers, replication and refused entries from now on; one
   * that is added twice is told twice.
   */
  void addListener(NodeListener listener);

  /** Has a listener told of conflicts from now on; one that is added twice is told twice. */
  void addConflictListener(ConflictListener listener);

  /**
   * Takes in a database from a CAR file: all of it, or nothing. What it adds is joined with what is
   * here; when this returns, queries find its rows if its address is that of {@link #databases}
   * under its name. Peers with the same {@code debros.access.write} agree on addresses. A database
   * of another address whose name is taken is kept, but the unit does not read it; the log says so.
   * Memory does not grow with the file. What an interruption leaves is used when the same file is
   * imported again. The stream stays the caller's to close.
   *
   * @return address of the database
   * @throws io.debros.store.error.BadBlockException if the file is malformed or a block was changed
   * @throws io.debros.store.error.BadEntryException if an entry is forged
   * @throws io.debros.store.error.AppendDeniedException if a writer may not write
   * @throws io.debros.store.error.MissingBlockException if something that an entry names is missing
   */
  String importCar(InputStream input);

  /**
   * Returns if what is written would be stored. Writes nothing.
   *
   * @throws io.debros.store.error.StorageException if it would not, because an earlier write could
   *     not be stored, as on a full disk; reads go on, and writes after the factory was opened
   *     again
   */
  void requireWritable();

  /**
   * Checks everything that is stored: blocks, signatures, links, heads, indexes against logs. Reads
   * and commits go on meanwhile. Changes nothing.
   *
   * @return what is wrong, one line each, with its kind in front; empty if all is well
   * @throws io.debros.store.error.StorageException if the storage itself cannot be read
   */
  List<String> verify();
}
