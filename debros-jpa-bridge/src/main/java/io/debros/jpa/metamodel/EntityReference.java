package io.debros.jpa.metamodel;

import org.jspecify.annotations.Nullable;

/** The target of an association; entities may refer to each other in circles. */
public final class EntityReference {
  private final Class<?> type;
  private @Nullable EntityModel model; // set once, before the metamodel is published

  public EntityReference(Class<?> type) {
    this.type = type;
  }

  /** The target class. */
  public Class<?> type() {
    return type;
  }

  /** The target's model. */
  public EntityModel model() {
    if (model == null) {
      throw new IllegalStateException("Association target is not linked: " + type.getName());
    }
    return model;
  }

  /** Links the target; once, before the metamodel is published. */
  public void link(EntityModel target) {
    model = target;
  }
}
