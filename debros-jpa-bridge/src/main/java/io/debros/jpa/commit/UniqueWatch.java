package io.debros.jpa.commit;

import io.debros.jpa.document.ChangeListener;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentChange;
import io.debros.jpa.document.DocumentChange.Origin;
import io.debros.jpa.document.DocumentCursor;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.Located;
import io.debros.jpa.document.ScanOrder;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.query.plan.Index;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.shard.DatabaseModels;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Commits of this node check unique values themselves. What joins did is looked at here: each value
 * that a row did not have before is looked up in its index. Two joins at once may both see what they
 * did together, so what was told last of a value is remembered for a while.
 */
/** Tells of unique values that two rows have since something was joined. Thread-safe. */
public final class UniqueWatch implements ChangeListener {
  private static final Logger log = LoggerFactory.getLogger(UniqueWatch.class);
  private static final int REMEMBERED = 1000;

  private final DocumentStores stores;
  private final DatabaseModels models;
  private final IndexCatalog catalog;
  private final UniqueViolations violations;
  private final Consumer<UniqueViolation<?>> listener;
  private final AtomicLong joins = new AtomicLong();
  private final Map<Value, Set<Located>> told = // guarded by this
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Value, Set<Located>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param listener told of each, once
   */
  public UniqueWatch(
      DocumentStores stores,
      DatabaseModels models,
      IndexCatalog catalog,
      UniqueViolations violations,
      Consumer<UniqueViolation<?>> listener) {
    this.stores = stores;
    this.models = models;
    this.catalog = catalog;
    this.violations = violations;
    this.listener = listener;
  }

  @Override
  public void changed(List<DocumentChange> changes) {
    if (changes.get(0).origin() == Origin.REMOTE) {
      joins.incrementAndGet(); // before the look-up: who commits now and sees it looks up, too
    } else if (!hasTold()) {
      return;
    }
    Set<Value> taken = new LinkedHashSet<>();
    for (DocumentChange change : changes) {
      EntityModel model = models.find(change.database());
      if (model != null) {
        catalog.uniqueIndexes(model).forEach(index -> follow(index, change, taken));
      }
    }
    check(taken);
  }

  /** How many joins there were; see {@link #committed}. */
  long joins() {
    return joins.get();
  }

  /** Looks at what a commit wrote while something was joined, since neither saw the other. */
  void committed(Collection<EntityOperation> operations) {
    Set<Value> taken = new LinkedHashSet<>();
    for (EntityOperation operation : operations) {
      Document image = UniqueChecks.image(operation);
      if (image != null) {
        catalog
            .uniqueIndexes(operation.row().model())
            .forEach(index -> taken.addAll(values(index, image)));
      }
    }
    check(taken);
  }

  /** A database came in that was not here: all of its rows are new. */
  public void arrived(DocumentStore store) {
    EntityModel model = models.find(store.name());
    if (model == null || catalog.uniqueIndexes(model).isEmpty()) {
      return;
    }
    try (DocumentSnapshot snapshot = stores.snapshot();
        DocumentCursor rows = snapshot.scan(store, ScanOrder.ASCENDING)) {
      while (rows.next()) {
        Document row = rows.document();
        for (Index index : catalog.uniqueIndexes(model)) {
          values(index, row).forEach(value -> check(snapshot, value));
        }
      }
    }
  }

  private void follow(Index index, DocumentChange change, Set<Value> taken) {
    Set<Value> before = values(index, change.before());
    Set<Value> after = values(index, change.after());
    for (Value value : before) {
      if (!after.contains(value)) {
        forget(value);
      }
    }
    after.removeAll(before);
    taken.addAll(after);
  }

  private void check(Set<Value> values) {
    if (!values.isEmpty()) {
      try (DocumentSnapshot snapshot = stores.snapshot()) {
        values.forEach(value -> check(snapshot, value));
      }
    }
  }

  private void check(DocumentSnapshot snapshot, Value value) {
    byte[] key = value.key().array();
    List<Located> rows = violations.holders(snapshot, value.index(), key);
    if (rows.size() > 1 && isNews(value, rows)) {
      UniqueViolation<?> violation = violations.between(snapshot, value.index(), key, rows);
      if (violation != null) {
        tell(violation);
      }
    }
  }

  /** Nobody who listens keeps a commit or a join from ending. */
  private void tell(UniqueViolation<?> violation) {
    try {
      listener.accept(violation);
    } catch (RuntimeException failure) {
      log.warn("Listener of conflicts failed {violation={}}", violation, failure);
    }
  }

  private static Set<Value> values(Index index, @Nullable Document row) {
    Set<Value> values = new HashSet<>();
    if (row != null && !index.hasNull(row)) {
      index.keys(row).forEach(key -> values.add(new Value(index, ByteBuffer.wrap(key))));
    }
    return values;
  }

  private synchronized boolean hasTold() {
    return !told.isEmpty();
  }

  private synchronized boolean isNews(Value value, List<Located> rows) {
    return !new HashSet<>(rows).equals(told.put(value, new HashSet<>(rows)));
  }

  private synchronized void forget(Value value) {
    told.remove(value);
  }

  /** A value of an index. */
  private record Value(Index index, ByteBuffer key) {}
}
