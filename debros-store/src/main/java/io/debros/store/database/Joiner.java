package io.debros.store.database;

import io.debros.store.block.BlockSource;
import io.debros.store.index.IndexStage;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinInPieces;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.storage.Receipt;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

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
    tell(outcome.refused().stream());
    outcome.requireComplete();
    return outcome;
  }

  /** What can be joined; see {@link Database#offer}. */
  JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
    return database.context().verifiers().remembering(() -> offerAll(entries, missing));
  }

  /** The same for blocks; see {@link Database#offerBlocks}. */
  JoinOutcome offerBlocks(Collection<EntryBlock> blocks, BlockSource missing) {
    return database.context().verifiers().remembering(() -> offerAllBlocks(blocks, missing));
  }

  private JoinOutcome offerAll(Collection<Entry> entries, BlockSource missing) {
    JoinOutcome outcome = take(staged -> staged.offer(entries, aside.with(missing)), entries);
    if (!outcome.unfollowed().isEmpty()) {
      outcome = inPieces(blocks(entries), outcome, missing);
    }
    tell(outcome.refused().stream());
    retryIfAwaited(outcome, missing);
    return outcome;
  }

  private JoinOutcome offerAllBlocks(Collection<EntryBlock> blocks, BlockSource missing) {
    JoinOutcome outcome = takeBlocks(blocks, missing, Set.of());
    if (!outcome.unfollowed().isEmpty()) {
      outcome = inPieces(blocks, outcome, missing);
    }
    tell(outcome.refused().stream());
    retryIfAwaited(outcome, missing);
    return outcome;
  }

  /** What was set aside; see {@link Database#retry}. */
  JoinOutcome retry(BlockSource missing) {
    List<Entry> entries = aside.entries();
    JoinOutcome outcome = take(staged -> staged.offer(entries, missing), entries);
    tell(outcome.refused().stream());
    return outcome;
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
      arrived = tryAgain(missing);
    }
  }

  /** What was joined before is joined, and has to be told of, also if this fails. */
  private List<Entry> tryAgain(BlockSource missing) {
    try {
      return retry(missing).entries();
    } catch (RuntimeException failure) {
      database.listeners().failed(failure);
      return List.of();
    }
  }

  private JoinOutcome takeBlocks(
      Collection<EntryBlock> blocks, BlockSource missing, Set<Cid> vouched) {
    return take(staged -> staged.offerBlocks(blocks, aside.with(missing), vouched), List.of());
  }

  /** Each piece is committed by itself; listeners are told of it as of any join. */
  private JoinOutcome inPieces(
      Collection<EntryBlock> blocks, JoinOutcome first, BlockSource missing) {
    BlockSource source = aside.with(missing);
    return new JoinInPieces(
            database.log(), source, (piece, vouched) -> takeBlocks(piece, missing, vouched))
        .goOn(blocks, first);
  }

  private static List<EntryBlock> blocks(Collection<Entry> entries) {
    return entries.stream().map(EntryBlock::of).toList();
  }

  private JoinOutcome take(Function<StagedDatabase, JoinOutcome> offer, Collection<Entry> offered) {
    IndexStage stage = database.context().indexes().stage();
    StagedDatabase staged = database.stage(stage);
    JoinOutcome outcome = offer.apply(staged);
    commit(staged, stage);
    aside.settle(offered, outcome);
    tell(outcome.refused().stream().filter(refusal -> !isLimit(refusal)));
    return outcome;
  }

  private void commit(StagedDatabase staged, IndexStage stage) {
    if (!staged.isEmpty()) {
      lastCommit = DatabaseEngine.commit(List.of(staged), stage);
    }
  }

  /** That one join was not enough is worth telling only if several were not either. */
  private static boolean isLimit(Refusal refusal) {
    return refusal.reason() == RefusalReason.TOO_MANY_ANCESTORS;
  }

  private void tell(Stream<Refusal> refusals) {
    refusals.filter(told::isNew).forEach(database.listeners()::rejected);
  }
}
