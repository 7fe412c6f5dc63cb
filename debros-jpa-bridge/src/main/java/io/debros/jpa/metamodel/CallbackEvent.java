package io.debros.jpa.metamodel;

import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.PostRemove;
import jakarta.persistence.PostUpdate;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import java.lang.annotation.Annotation;

/** Moments in the life of an entity. */
public enum CallbackEvent {
  PRE_PERSIST(PrePersist.class),
  POST_PERSIST(PostPersist.class),
  PRE_UPDATE(PreUpdate.class),
  POST_UPDATE(PostUpdate.class),
  PRE_REMOVE(PreRemove.class),
  POST_REMOVE(PostRemove.class),
  POST_LOAD(PostLoad.class);

  private final Class<? extends Annotation> annotation;

  CallbackEvent(Class<? extends Annotation> annotation) {
    this.annotation = annotation;
  }

  /** The annotation that marks a method for it. */
  public Class<? extends Annotation> annotation() {
    return annotation;
  }
}
