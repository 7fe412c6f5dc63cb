package io.debros.jpa.context;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the context knows of one instance. Mutable; one thread at a time. */
final class ManagedEntity {
  private final EntityKey key;
  private final Object entity;
  private State state;

  /** Document values last read or flushed; empty before the first flush of a new entity. */
  private Map<String, @Nullable Object> snapshot = Map.of();

  /** Document value of the version last read or flushed; null if there is none. */
  private @Nullable Object storedVersion;

  private LockModeType lockMode = LockModeType.NONE;

  /** Targets of associations with orphan removal when they were last read or flushed. */
  private final Map<AttributeModel, List<Object>> heldTargets = new HashMap<>();

  ManagedEntity(EntityKey key, Object entity, State state) {
    this.key = key;
    this.entity = entity;
    this.state = state;
  }

  EntityKey key() {
    return key;
  }

  EntityModel model() {
    return key.model();
  }

  Object entity() {
    return entity;
  }

  State state() {
    return state;
  }

  void become(State next) {
    state = next;
  }

  Map<String, @Nullable Object> snapshot() {
    return snapshot;
  }

  /** Document values of counters and sets when they were last read or flushed; a fresh map. */
  Map<String, @Nullable Object> valuesThatAddUp() {
    Map<String, @Nullable Object> values = new HashMap<>(snapshot);
    values.keySet().retainAll(model().keysThatAddUp());
    return values;
  }

  @Nullable Object storedVersion() {
    return storedVersion;
  }

  /** Remembers what the store has now, or will have once the transaction commits. */
  void stored(Map<String, @Nullable Object> values, @Nullable Object version) {
    snapshot = values;
    storedVersion = version;
  }

  LockModeType lockMode() {
    return lockMode;
  }

  /** A weaker mode never replaces a stronger one within a transaction. */
  void lock(LockModeType mode) {
    if (lockMode != LockModeType.OPTIMISTIC_FORCE_INCREMENT) {
      lockMode = mode;
    }
  }

  void unlock() {
    lockMode = LockModeType.NONE;
  }

  List<Object> heldTargets(AttributeModel attribute) {
    return heldTargets.getOrDefault(attribute, List.of());
  }

  void hold(AttributeModel attribute, List<Object> targets) {
    heldTargets.put(attribute, List.copyOf(targets));
  }

  /** Where an instance is in its life. */
  enum State {
    /** Persisted in this context, not flushed. */
    NEW,
    /** Has a row, or will have one when the transaction commits. */
    MANAGED,
    /** Will lose its row at the next flush. */
    REMOVED
  }
}
