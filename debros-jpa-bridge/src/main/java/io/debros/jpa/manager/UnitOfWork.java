package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.commit.FlushChecks;
import io.debros.jpa.context.PersistenceContext;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.query.exec.Overlay;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TransactionRequiredException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A persistence context, its transaction, and what the transaction has flushed. One thread at a
 * time.
 */
final class UnitOfWork implements LocalTransaction.Work {
  private final Engine engine;
  private final BooleanSupplier isOpen;
  private final WriteSet flushed = new WriteSet();

  /** Flushed rows that no explicit flush has checked. */
  private final Set<Row> unchecked = new LinkedHashSet<>();

  private FlushChecks checks;
  private final LocalTransaction transaction;
  private final PersistenceContext context;
  private FlushModeType flushMode = FlushModeType.AUTO;

  /**
   * An empty one.
   *
   * @param isOpen whether its entity manager is open
   */
  UnitOfWork(Engine engine, BooleanSupplier isOpen) {
    this.engine = engine;
    this.isOpen = isOpen;
    this.checks = engine.committer().flushChecks();
    this.transaction = new LocalTransaction(this, engine.clock());
    RowsInTransaction rows = new RowsInTransaction(engine, flushed);
    this.context = new PersistenceContext(engine.shared(), rows, transaction::doom);
  }

  PersistenceContext context() {
    return context;
  }

  LocalTransaction transaction() {
    return transaction;
  }

  /** What the transaction has flushed, as it is now. */
  Overlay flushed() {
    return FlushedChanges.of(flushed);
  }

  FlushModeType flushMode() {
    return flushMode;
  }

  void setFlushMode(FlushModeType mode) {
    flushMode = mode;
  }

  /** Flushes, and fails now if the commit would. */
  void flush() {
    requireOpen();
    requireTransaction("flush");
    doomedByAnyFailure(
        () -> {
          flushContext();
          checks.check(unchecked, flushed);
          unchecked.clear();
        });
  }

  /** A query sees what the context changed, if there is a transaction to flush into. */
  void beforeQuery() {
    if (flushMode == FlushModeType.AUTO && transaction.isActive()) {
      doomedByAnyFailure(this::flushContext);
    }
  }

  /** Runs a step; an error that the specification counts among those dooms the transaction. */
  <T> T guarded(Supplier<T> step) {
    requireOpen();
    try {
      return step.get();
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | TransactionRequiredException harmless) {
      throw harmless;
    } catch (RuntimeException failure) {
      transaction.doom();
      throw failure;
    }
  }

  /** {@link #guarded(Supplier)} without a result. */
  void guarded(Runnable step) {
    guarded(
        () -> {
          step.run();
          return true;
        });
  }

  void requireOpen() {
    if (!isOpen.getAsBoolean()) {
      throw new IllegalStateException(
          problem("The entity manager is closed").advice("Create another one").toString());
    }
  }

  void requireTransactionFor(LockModeType mode) {
    if (mode != LockModeType.NONE) {
      requireTransaction("lock");
    }
  }

  /** {@link TransactionRequiredException} unless a transaction is active. */
  void requireTransaction(String verb) {
    if (!transaction.isActive()) {
      throw new TransactionRequiredException(
          problem("There is no active transaction")
              .at("to", verb)
              .advice("Call getTransaction().begin() first")
              .toString());
    }
  }

  /** Forgets everything, at once or when the running transaction ends. */
  void close() {
    if (!transaction.isActive()) {
      context.clear();
    }
  }

  @Override
  public void beforeBegin() {
    requireOpen();
  }

  @Override
  public void flushContext() {
    transaction.requireTime();
    WriteSet fresh = context.flush(flushed);
    fresh.operations().forEach(operation -> unchecked.add(operation.row()));
    flushed.addAll(fresh);
  }

  @Override
  public void commitFlushed() {
    engine.committer().commit(flushed);
    forgetFlushed();
    context.committed();
  }

  @Override
  public void rolledBack() {
    forgetFlushed();
    context.clear();
  }

  @Override
  public void completed() {
    if (!isOpen.getAsBoolean()) {
      context.clear();
    }
  }

  private void forgetFlushed() {
    flushed.clear();
    unchecked.clear();
    checks = engine.committer().flushChecks();
  }

  private void doomedByAnyFailure(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      transaction.doom();
      throw failure;
    }
  }
}
