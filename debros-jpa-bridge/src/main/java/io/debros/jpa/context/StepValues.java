package io.debros.jpa.context;

import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets what a detached instance counted and collected add up with what is stored, when it is
 * merged. One thread at a time, but for what it shares with other contexts.
 */
final class StepValues {
  private final LoadedValues shared;
  private final DocumentMapper mapper;

  /** What this transaction has taken over already from instances that it merged. */
  private final IdentityHashMap<Object, Map<String, @Nullable Object>> taken =
      new IdentityHashMap<>();

  StepValues(LoadedValues shared, DocumentMapper mapper) {
    this.shared = shared;
    this.mapper = mapper;
  }

  /** A managed instance is as the store has it. */
  void inStep(ManagedEntity managed) {
    if (!managed.model().keysThatAddUp().isEmpty()) {
      shared.put(managed.entity(), managed.valuesThatAddUp());
    }
  }

  /** The values of the target of a merge before anything is copied. */
  Map<String, @Nullable Object> beforeMerge(EntityModel model, Object target) {
    return valuesThatAddUp(model, target);
  }

  /**
   * Replaces copied values by what the target had and what the source added to it since it was
   * read. An instance that was never read, as one that came from outside, says what it wants.
   */
  void addUp(
      EntityModel model, Object source, Object target, Map<String, @Nullable Object> present) {
    Map<String, @Nullable Object> read = taken.get(source);
    if (read == null) {
      read = shared.find(source);
    }
    if (read == null || model.keysThatAddUp().isEmpty()) {
      return;
    }
    Map<String, @Nullable Object> wanted = valuesThatAddUp(model, source);
    for (AttributeModel attribute : model.attributes()) {
      String key = attribute.documentKey();
      if (attribute.addsUp()) {
        mapper.set(
            model, attribute, target, Sums.of(present.get(key), read.get(key), wanted.get(key)));
      }
    }
    taken.put(source, wanted);
  }

  /** What was taken over is stored now. */
  void committed() {
    taken.forEach(shared::put);
    taken.clear();
  }

  /** What was taken over is forgotten. */
  void clear() {
    taken.clear();
  }

  private Map<String, @Nullable Object> valuesThatAddUp(EntityModel model, Object entity) {
    Set<String> keys = model.keysThatAddUp();
    if (keys.isEmpty()) {
      return Map.of();
    }
    Map<String, @Nullable Object> values = new HashMap<>(mapper.dehydrate(model, entity));
    values.keySet().retainAll(keys);
    return values;
  }
}
