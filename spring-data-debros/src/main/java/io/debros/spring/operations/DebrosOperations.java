package io.debros.spring.operations;

import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.store.NetworkStatistics;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Runs queries of the one query model and explains them, counts, and says who may write; inject it
 * where a repository method is not enough. Takes part in the current transaction; without one, each
 * call has a persistence context of its own, and what it returns is detached. Thread-safe.
 *
 * <p>A stream must be closed. {@link #delete} needs a transaction.
 */
public interface DebrosOperations extends QueryRunner {
  /**
   * Ids of the identities that may write to a database, or {@code *} for everybody.
   *
   * @param databaseName for example {@code global-article}
   * @throws IllegalArgumentException if there is no such database; names the nearest one
   */
  Set<String> writers(String databaseName);

  /**
   * Lets an identity write to a database from now on; not part of the current transaction.
   *
   * @param databaseName of a database created with {@code debros.access.type=orbitdb}
   * @param identity id of the identity, or {@code *} for everybody
   * @throws IllegalArgumentException if there is no such database, or its writers are fixed
   * @throws io.debros.store.error.AppendDeniedException if this node is no root admin of it
   */
  void grant(String databaseName, String identity);

  /**
   * Takes back the right to write; not part of the current transaction. What the identity wrote
   * before stays where it is.
   *
   * @param databaseName as for {@link #grant}
   * @throws IllegalArgumentException as for {@link #grant}
   * @throws io.debros.store.error.AppendDeniedException as for {@link #grant}
   */
  void revoke(String databaseName, String identity);

  /**
   * How each open database stands with its peers, by name: why it is in sync, or is not; {@link
   * ReplicationStatus#why} says it in a sentence.
   *
   * @throws IllegalStateException if {@code debros.network.enabled} is not true
   */
  List<ReplicationStatus> replicationStatus();

  /**
   * What the node's network has done since it was opened, and has open now: connections, streams
   * and bytes both ways, and what was refused and why.
   *
   * @throws IllegalStateException if {@code debros.network.enabled} is not true
   */
  NetworkStatistics networkStatistics();

  /**
   * Ids of the peers that are connected now.
   *
   * @throws IllegalStateException if {@code debros.network.enabled} is not true
   */
  SortedSet<String> peers();

  /**
   * Where peers can dial this node, each with its id; with the ports that are really in use.
   *
   * @throws IllegalStateException if {@code debros.network.enabled} is not true
   */
  List<String> addresses();

  /**
   * Connects to a peer, unless it is connected; waits for it, at most half a minute. To stay
   * connected to it, name it in {@code debros.network.bootstrap}.
   *
   * @param multiaddr as {@code /ip4/192.0.2.1/tcp/4001}; if it ends in {@code /p2p/12D3KooW…}, that
   *     peer must be there
   * @return id of the peer
   * @throws IllegalArgumentException if the text is no address
   * @throws io.debros.store.error.UnreachableException if nobody answers there, or another peer
   * @throws IllegalStateException if {@code debros.network.enabled} is not true
   */
  String connect(String multiaddr);

  /**
   * Rows that have the same value in something unique, because nodes that did not know of each
   * other gave it away. Follows from what is committed. Reads every unique index once, and no other
   * rows than those that it finds.
   */
  List<UniqueViolation<?>> uniqueViolations();

  /**
   * Rows that nodes which did not know of each other made under one id. Follows from what is
   * committed; reads no other rows.
   */
  List<IdConflict<?>> idConflicts();

  /**
   * Gives the other row of a conflict an id of its own, in a commit of its own: it becomes a new
   * row, and the conflict ends. What refers to the old id still means the row that has it.
   *
   * @param conflict one of {@link #idConflicts}
   * @throws IllegalArgumentException if the conflict is not there any more, or the id is null or of
   *     another type than the entity's
   * @throws jakarta.persistence.EntityExistsException if the id, or a unique value of the row, is
   *     taken
   * @throws jakarta.persistence.OptimisticLockException if the other row was written just now
   */
  void rekey(IdConflict<?> conflict, Object newId);

  /**
   * Counts a {@code @Counter} up, or down by a negative amount: in the current transaction, or in
   * one of its own if there is none. What other nodes count meanwhile adds up with it.
   *
   * @param attribute name of the counter
   * @throws jakarta.persistence.EntityNotFoundException if there is no such row
   * @throws IllegalArgumentException if the class is no entity, or the attribute no counter of it
   */
  void increment(Class<?> entity, Object id, String attribute, long amount);
}
