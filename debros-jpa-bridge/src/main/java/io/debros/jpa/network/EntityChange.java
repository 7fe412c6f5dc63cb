package io.debros.jpa.network;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one commit, or one join of commits of others, did to one row. The entities are detached
 * copies, made when they are first asked for; their references have ids and nothing else.
 * Thread-safe, as far as attribute converters are.
 *
 * @param <T> the entity
 */
public final class EntityChange<T> {
  private final Class<T> entityType;
  private final Object id;
  private final Kind kind;
  private final Origin origin;
  private final Copy<T> before;
  private final Copy<T> after;

  /**
   * @param before makes the entity as it was; null if there was none that can be read here
   * @param after makes the entity as it is; null if there is none that can be read here
   */
  public EntityChange(
      Class<T> entityType,
      Object id,
      Kind kind,
      Origin origin,
      @Nullable Supplier<T> before,
      @Nullable Supplier<T> after) {
    this.entityType = entityType;
    this.id = id;
    this.kind = kind;
    this.origin = origin;
    this.before = new Copy<>(before);
    this.after = new Copy<>(after);
  }

  /** What happened. */
  public enum Kind {
    CREATED,
    UPDATED,
    DELETED
  }

  /** Who did it. */
  public enum Origin {
    /** This node. */
    LOCAL,
    /** Another node; its entries arrived. */
    REMOTE
  }

  /** Class of the entity. */
  public Class<T> entityType() {
    return entityType;
  }

  /** Id of the row. */
  public Object id() {
    return id;
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }

  /** Who did it. */
  public Origin origin() {
    return origin;
  }

  /**
   * The entity as it was; null if it was created, or could not be decrypted here.
   *
   * @throws RuntimeException if its document cannot be read
   */
  public @Nullable T before() {
    return before.get();
  }

  /**
   * The entity as it is; null if it was deleted, or cannot be decrypted here.
   *
   * @throws RuntimeException if its document cannot be read
   */
  public @Nullable T after() {
    return after.get();
  }

  /** Type, id, kind and origin; never values. */
  @Override
  public String toString() {
    return entityType.getSimpleName() + " " + id + " " + kind + " " + origin;
  }

  /** Made once. */
  private static final class Copy<T> {
    private @Nullable Supplier<T> source; // this and the rest: guarded by this
    private @Nullable T made;

    Copy(@Nullable Supplier<T> source) {
      this.source = source;
    }

    synchronized @Nullable T get() {
      if (source != null) {
        made = source.get();
        source = null;
      }
      return made;
    }
  }
}
