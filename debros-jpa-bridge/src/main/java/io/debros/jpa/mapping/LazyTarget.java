package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.EntityModel;
import org.jspecify.annotations.Nullable;

/**
 * The entity that a proxy stands for: its id, and itself once it is loaded. One thread at a time.
 */
public final class LazyTarget {
  private final EntityModel model;
  private final Object id;
  private @Nullable ReferenceResolver resolver; // until it is loaded
  private @Nullable Object target;

  LazyTarget(EntityModel model, Object id, ReferenceResolver resolver) {
    this.model = model;
    this.id = id;
    this.resolver = resolver;
  }

  EntityModel model() {
    return model;
  }

  Object id() {
    return id;
  }

  /** The entity if it is loaded; else null. */
  @Nullable Object loaded() {
    return target;
  }

  /** The entity, loaded at the first call. */
  Object get() {
    Object found = target;
    if (found == null) {
      ReferenceResolver source = resolver;
      if (source == null) {
        throw new IllegalStateException("A proxy has a target or a resolver: " + model.name());
      }
      if (!source.isOpen()) {
        throw LazyLoadException.of(model, id, null);
      }
      found = Lazy.target(source.load(model, id));
      target = found;
      resolver = null;
    }
    return found;
  }
}
