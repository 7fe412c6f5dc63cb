package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.PersistenceException;
import jakarta.persistence.RollbackException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalTransactionTest {
  private final RecordingWork work = new RecordingWork();
  private final MovableClock clock = new MovableClock();
  private final LocalTransaction transaction = new LocalTransaction(work, clock);

  @Test
  void commit_active_flushesThenCommits() {
    transaction.begin();

    transaction.commit();

    assertThat(work.steps).containsExactly("begin", "flush", "commit", "completed");
    assertThat(transaction.isActive()).isFalse();
  }

  @Test
  void rollback_active_detachesAndEnds() {
    transaction.begin();

    transaction.rollback();

    assertThat(work.steps).containsExactly("begin", "rolledBack", "completed");
    assertThat(transaction.isActive()).isFalse();
  }

  @Test
  void begin_active_isRefused() {
    transaction.begin();

    assertThatIllegalStateException()
        .isThrownBy(transaction::begin)
        .withMessageContaining("active already");
  }

  @Test
  void everyOtherVerb_inactive_isRefused() {
    List<Runnable> verbs =
        List.of(
            transaction::commit,
            transaction::rollback,
            transaction::setRollbackOnly,
            transaction::getRollbackOnly);

    for (Runnable verb : verbs) {
      assertThatIllegalStateException()
          .isThrownBy(verb::run)
          .withMessageContaining("There is no active transaction");
    }
  }

  @Test
  void commit_markedForRollback_rollsBackAndThrows() {
    transaction.begin();
    transaction.setRollbackOnly();

    assertThat(transaction.getRollbackOnly()).isTrue();
    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(transaction::commit)
        .withMessageContaining("marked for rollback only");
    assertThat(work.steps).containsExactly("begin", "rolledBack", "completed");
  }

  @Test
  void commit_flushFails_rollsBackWithTheCause() {
    work.failure = new PersistenceException("broken");
    transaction.begin();

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(transaction::commit)
        .withMessageContaining("broken")
        .withCause(work.failure);
    assertThat(work.steps).containsExactly("begin", "flush", "rolledBack", "completed");
    assertThat(transaction.isActive()).isFalse();
  }

  @Test
  void begin_afterRollbackOnly_startsClean() {
    transaction.begin();
    transaction.setRollbackOnly();
    transaction.rollback();

    transaction.begin();

    assertThat(transaction.getRollbackOnly()).isFalse();
  }

  @Test
  void commit_afterTimeout_rollsBack() {
    transaction.setTimeout(5);
    transaction.begin();
    clock.now = clock.now.plusSeconds(6);

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(transaction::commit)
        .withMessageContaining("longer than its timeout {seconds=5}");
  }

  @Test
  void commit_withinTimeout_commits() {
    transaction.setTimeout(5);
    transaction.begin();
    clock.now = clock.now.plusSeconds(5);

    transaction.commit();

    assertThat(work.steps).contains("commit");
  }

  @Test
  void setTimeout_negative_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> transaction.setTimeout(-1));
  }

  @Test
  void setTimeout_null_meansNone() {
    transaction.setTimeout(5);
    transaction.setTimeout(null);

    assertThat(transaction.getTimeout()).isNull();
  }

  private static final class RecordingWork implements LocalTransaction.Work {
    private final List<String> steps = new ArrayList<>();
    private RuntimeException failure;

    @Override
    public void beforeBegin() {
      steps.add("begin");
    }

    @Override
    public void flushContext() {
      steps.add("flush");
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void commitFlushed() {
      steps.add("commit");
    }

    @Override
    public void rolledBack() {
      steps.add("rolledBack");
    }

    @Override
    public void completed() {
      steps.add("completed");
    }
  }

  private static final class MovableClock extends Clock {
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
