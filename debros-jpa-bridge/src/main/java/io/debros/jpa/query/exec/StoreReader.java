package io.debros.jpa.query.exec;

import io.debros.jpa.document.DocumentCursor;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.IndexRange;
import io.debros.jpa.document.KeyCursor;
import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.document.ScanOrder;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.plan.Access;
import io.debros.jpa.query.plan.Access.ById;
import io.debros.jpa.query.plan.Access.FullScan;
import io.debros.jpa.query.plan.Access.IndexScan;
import io.debros.jpa.query.plan.Access.Nothing;
import io.debros.jpa.query.plan.Access.Repetition;
import io.debros.jpa.query.plan.Access.Union;
import io.debros.jpa.query.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Finds the candidates of a plan in one database. One thread at a time. */
final class StoreReader {
  private final DocumentSnapshot snapshot;
  private final DocumentStore store;

  StoreReader(DocumentSnapshot snapshot, DocumentStore store) {
    this.snapshot = snapshot;
    this.store = store;
  }

  /** Ranges of an index, each in the order that the plan asks for. */
  List<Candidates> ordered(IndexScan scan) {
    List<Candidates> found = new ArrayList<>();
    for (IndexRange range : ranges(scan)) {
      found.add(new LateCandidates(() -> Candidates.of(snapshot, store, cursor(scan, range))));
    }
    return found;
  }

  /** Candidates by key, as the plan asks for. */
  Candidates byKey(Plan plan) {
    boolean forward = plan.order().keys() == Direction.ASCENDING;
    if (plan.access() instanceof FullScan) {
      return Candidates.of(
          snapshot.scan(store, forward ? ScanOrder.ASCENDING : ScanOrder.DESCENDING));
    }
    NavigableSet<String> keys = keys(plan.access());
    return Candidates.of(snapshot, store, forward ? keys.iterator() : keys.descendingIterator());
  }

  /** Candidates in any order, each once. */
  Candidates unordered(Access access) {
    if (access instanceof FullScan) {
      return Candidates.of(snapshot.scan(store, ScanOrder.ASCENDING));
    }
    boolean once = access instanceof IndexScan scan && scan.repeats() == Repetition.NEVER;
    return once
        ? new ChainedCandidates(ordered((IndexScan) access))
        : Candidates.of(snapshot, store, keys(access).iterator());
  }

  /** How many candidates there are; reads no document. */
  long count(Access access) {
    if (access instanceof FullScan) {
      return snapshot.count(store);
    } else if (access instanceof IndexScan scan && scan.repeats() == Repetition.NEVER) {
      return count(scan);
    }
    return keys(access).stream().filter(key -> snapshot.find(store, key) != null).count();
  }

  /** Keys of all candidates; reads no document. */
  void forEachKey(Access access, Consumer<String> consumer) {
    if (access instanceof FullScan) {
      try (DocumentCursor cursor = snapshot.scan(store, ScanOrder.ASCENDING)) {
        while (cursor.next()) {
          consumer.accept(cursor.document().key());
        }
      }
    } else if (access instanceof ById byId) {
      keys(byId).stream().filter(key -> snapshot.find(store, key) != null).forEach(consumer);
    } else if (access instanceof IndexScan scan) {
      forEachKey(scan, consumer);
    } else if (access instanceof Union union) {
      union.branches().forEach(branch -> forEachKey(branch, consumer));
    } else if (!(access instanceof Nothing)) {
      throw new IllegalStateException("No such access: " + access);
    }
  }

  private void forEachKey(IndexScan scan, Consumer<String> consumer) {
    for (IndexRange range : ranges(scan)) {
      try (KeyCursor cursor = cursor(scan, range)) {
        while (cursor.next()) {
          consumer.accept(cursor.key());
        }
      }
    }
  }

  private long count(IndexScan scan) {
    long count = 0;
    for (IndexRange range : ranges(scan)) {
      try (KeyCursor cursor = cursor(scan, range)) {
        while (cursor.next()) {
          count++;
        }
      }
    }
    return count;
  }

  /** Sorted as databases sort them; keys by id may not be there. */
  private NavigableSet<String> keys(Access access) {
    NavigableSet<String> keys = new TreeSet<>(PlainOrder.ORDER);
    if (access instanceof ById byId) {
      keys.addAll(keys(byId));
    } else {
      forEachKey(access, keys::add);
    }
    return keys;
  }

  private static List<String> keys(ById byId) {
    List<String> keys = byId.keys();
    if (keys == null) {
      throw open(byId);
    }
    return keys;
  }

  private static List<IndexRange> ranges(IndexScan scan) {
    List<IndexRange> ranges = scan.ranges();
    if (ranges == null) {
      throw open(scan);
    }
    return ranges;
  }

  private KeyCursor cursor(IndexScan scan, IndexRange range) {
    boolean forward = scan.direction() == Direction.ASCENDING;
    return snapshot.scanKeys(
        store, scan.index().name(), range, forward ? ScanOrder.ASCENDING : ScanOrder.DESCENDING);
  }

  private static IllegalStateException open(Access access) {
    return new IllegalStateException("Value is still open: " + access);
  }
}
