package io.debros.jpa.metamodel.jakarta;

import io.debros.jpa.metamodel.EmbeddableModel;
import jakarta.persistence.metamodel.EmbeddableType;

/** An embeddable class or record. */
final class EmbeddableView<X> extends ManagedView<X> implements EmbeddableType<X> {
  @SuppressWarnings("unchecked") // the model is of this class
  EmbeddableView(JakartaMetamodel metamodel, EmbeddableModel model) {
    super(metamodel, (Class<X>) model.javaType(), model.attributes());
  }

  @Override
  public PersistenceType getPersistenceType() {
    return PersistenceType.EMBEDDABLE;
  }
}
