package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.EntityTransaction;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.RollbackException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The resource-local transaction of one entity manager; used again and again. One thread at a time.
 *
 * <p>The timeout counts from {@code begin}. A commit or flush that starts later than that fails,
 * and the transaction is rolled back; running work is never interrupted.
 */
final class LocalTransaction implements EntityTransaction {
  private final Work work;
  private final Clock clock;
  private boolean active;
  private boolean rollbackOnly;
  private @Nullable Integer timeoutSeconds;
  private @Nullable Instant deadline;

  LocalTransaction(Work work, Clock clock) {
    this.work = work;
    this.clock = clock;
  }

  @Override
  public void begin() {
    if (active) {
      throw new IllegalStateException(
          problem("The transaction is active already")
              .advice("Commit it or roll it back before beginning another")
              .toString());
    }
    work.beforeBegin();
    active = true;
    rollbackOnly = false;
    deadline =
        timeoutSeconds == null ? null : clock.instant().plus(Duration.ofSeconds(timeoutSeconds));
  }

  @Override
  public void commit() {
    requireActive("commit");
    if (rollbackOnly) {
      rollback();
      throw new RollbackException(
          problem("The transaction was marked for rollback only")
              .advice("Look for the exception that came before this one, and begin again")
              .toString());
    }
    try {
      requireTime();
      work.flushContext();
      work.commitFlushed();
    } catch (RuntimeException failure) {
      rollback();
      throw rolledBack(failure);
    } catch (Error failure) {
      rollback();
      throw failure;
    }
    active = false;
    work.completed();
  }

  @Override
  public void rollback() {
    requireActive("roll back");
    active = false;
    work.rolledBack();
    work.completed();
  }

  @Override
  public void setRollbackOnly() {
    requireActive("mark");
    rollbackOnly = true;
  }

  @Override
  public boolean getRollbackOnly() {
    requireActive("ask");
    return rollbackOnly;
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public void setTimeout(@Nullable Integer seconds) {
    if (seconds != null && seconds < 0) {
      throw new IllegalArgumentException(
          problem("A timeout must not be negative").at("seconds", seconds).toString());
    }
    timeoutSeconds = seconds == null || seconds == 0 ? null : seconds;
  }

  @Override
  public @Nullable Integer getTimeout() {
    return timeoutSeconds;
  }

  /** Marks an active transaction for rollback; does nothing without one. */
  void doom() {
    rollbackOnly = active;
  }

  /** Fails if the timeout has passed. */
  void requireTime() {
    if (deadline != null && clock.instant().isAfter(deadline)) {
      throw new PersistenceException(
          problem("The transaction took longer than its timeout")
              .at("seconds", timeoutSeconds)
              .advice("Do less in one transaction, or set a longer timeout")
              .toString());
    }
  }

  private void requireActive(String verb) {
    if (!active) {
      throw new IllegalStateException(
          problem("There is no active transaction")
              .at("to", verb)
              .advice("Call begin first")
              .toString());
    }
  }

  private static RollbackException rolledBack(RuntimeException cause) {
    return new RollbackException(
        "The commit failed and the transaction was rolled back: " + cause.getMessage(), cause);
  }

  /** What an entity manager does at the turning points of its transaction. */
  interface Work {
    /** Fails if no transaction may begin now. */
    void beforeBegin();

    /** Turns changes of the context into operations. */
    void flushContext();

    /** Writes the operations, all or none. */
    void commitFlushed();

    /** Forgets the operations and detaches all entities. */
    void rolledBack();

    /** After commit or rollback; no transaction is active any more. */
    void completed();
  }
}
