package io.debros.jpa.manager;

import io.debros.jpa.context.TimeOrderedIds;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdSequence;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.sequence.Sequences;
import io.debros.jpa.shard.DatabaseNames;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Generated numbers, from where the settings say. Thread-safe. */
final class Numbers implements ToLongFunction<EntityModel>, AutoCloseable {
  private final ToLongFunction<EntityModel> source;
  private final @Nullable Sequences sequences;

  private Numbers(ToLongFunction<EntityModel> source, @Nullable Sequences sequences) {
    this.source = source;
    this.sequences = sequences;
  }

  /** Opens the database of the claims if an entity of the unit needs it. */
  static Numbers open(
      EngineSettings.NumericIds from,
      Metamodel metamodel,
      DocumentStores stores,
      DatabaseNames names) {
    if (from == EngineSettings.NumericIds.TIME_ORDERED) {
      TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new SecureRandom());
      return new Numbers(model -> ids.next(), null);
    }
    List<IdSequence> asked =
        metamodel.entities().stream()
            .map(EntityModel::idSequence)
            .filter(Objects::nonNull)
            .toList();
    if (asked.isEmpty()) {
      return new Numbers(Numbers::none, null);
    }
    Sequences sequences = Sequences.open(stores, names.idBlocks(), asked);
    return new Numbers(
        model -> sequences.next(Objects.requireNonNull(model.idSequence())), sequences);
  }

  @Override
  public long applyAsLong(EntityModel model) {
    return source.applyAsLong(model);
  }

  /** Gives no more numbers; remembers which were not given. */
  @Override
  public void close() {
    if (sequences != null) {
      sequences.close();
    }
  }

  private static long none(EntityModel model) {
    throw new IllegalStateException("Entity has no generated numbers: " + model.name());
  }
}
