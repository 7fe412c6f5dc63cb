package io.debros.jpa.metamodel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The declared interface of a plural attribute. */
public enum CollectionKind {
  COLLECTION(Collection.class),
  LIST(List.class),
  SET(Set.class),
  MAP(Map.class);

  private final Class<?> type;

  CollectionKind(Class<?> type) {
    this.type = type;
  }

  /** The interface. */
  public Class<?> type() {
    return type;
  }

  /** The kind of exactly this interface; null for any other class. */
  public static @Nullable CollectionKind of(Class<?> type) {
    for (CollectionKind kind : values()) {
      if (kind.type == type) {
        return kind;
      }
    }
    return null;
  }
}
