package io.debros.store.database;

import io.debros.store.block.BlockSource;
import io.debros.store.index.IndexStage;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.storage.Receipt;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Joins entries of others to one database. Writer only. */
final class Joiner {
  private final DatabaseEngine database;
  private final SetAside aside = new SetAside();
  private final ToldRefusals told = new ToldRefusals();
  private Receipt lastCommit = Receipt.SETTLED;

  Joiner(DatabaseEngine database) {
    this.database = database;
  }

  /** All or nothing; see {@link Database#join}. */
  JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
    IndexStage stage = database.context().indexes().stage();
    StagedDatabase staged = database.stage(stage);
    JoinOutcome outcome = staged.offer(entries, aside.with(missing));
    if (outcome.isComplete()) {
      commit(staged, stage);
      aside.settle(entries, outcome);
      retryIfAwaited(outcome, missing);
    }
    tell(outcome);
    outcome.requireComplete();
    return outcome;
  }

  /** What can be joined; see {@link Database#offer}. */
  JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
    JoinOutcome outcome = take(staged -> staged.offer(entries, aside.with(missing)), entries);
    retryIfAwaited(outcome, missing);
    return outcome;
  }

  /** The same for blocks; see {@link Database#offerBlocks}. */
  JoinOutcome offerBlocks(Collection<byte[]> blocks, BlockSource missing) {
    JoinOutcome outcome =
        take(staged -> staged.offerBlocks(blocks, aside.with(missing)), List.of());
    retryIfAwaited(outcome, missing);
    return outcome;
  }

  /** What was set aside; see {@link Database#retry}. */
  JoinOutcome retry(BlockSource missing) {
    List<Entry> entries = aside.entries();
    return take(staged -> staged.offer(entries, missing), entries);
  }

  /** What joining wrote last; when it is durable, so is all that was joined before. */
  Receipt lastCommit() {
    return lastCommit;
  }

  /** The log was emptied. */
  void dropped() {
    aside.clear();
    told.clear();
  }

  private void retryIfAwaited(JoinOutcome outcome, BlockSource missing) {
    List<Entry> arrived = outcome.entries();
    while (aside.isAwaited(arrived)) {
      arrived = retry(missing).entries();
    }
  }

  private JoinOutcome take(Function<StagedDatabase, JoinOutcome> offer, Collection<Entry> offered) {
    IndexStage stage = database.context().indexes().stage();
    StagedDatabase staged = database.stage(stage);
    JoinOutcome outcome = offer.apply(staged);
    commit(staged, stage);
    aside.settle(offered, outcome);
    tell(outcome);
    return outcome;
  }

  private void commit(StagedDatabase staged, IndexStage stage) {
    if (!staged.isEmpty()) {
      lastCommit = DatabaseEngine.commit(List.of(staged), stage);
    }
  }

  private void tell(JoinOutcome outcome) {
    for (Refusal refusal : outcome.refused()) {
      if (told.isNew(refusal)) {
        database.listeners().rejected(refusal);
      }
    }
  }
}
