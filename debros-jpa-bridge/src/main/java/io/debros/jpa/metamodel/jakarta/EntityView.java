package io.debros.jpa.metamodel.jakarta;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.IdentifiableType;
import jakarta.persistence.metamodel.SingularAttribute;
import jakarta.persistence.metamodel.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An entity class. */
final class EntityView<X> extends ManagedView<X> implements EntityType<X> {
  private final EntityModel model;

  @SuppressWarnings("unchecked") // the model is of this class
  EntityView(JakartaMetamodel metamodel, EntityModel model) {
    super(metamodel, (Class<X>) model.javaType(), model.attributes());
    this.model = model;
  }

  @Override
  public String getName() {
    return model.name();
  }

  @Override
  public PersistenceType getPersistenceType() {
    return PersistenceType.ENTITY;
  }

  @Override
  public BindableType getBindableType() {
    return BindableType.ENTITY_TYPE;
  }

  @Override
  public Class<X> getBindableJavaType() {
    return getJavaType();
  }

  @Override
  public <Y> SingularAttribute<X, Y> getId(Class<Y> type) {
    return getSingularAttribute(model.id().name(), type);
  }

  @Override
  public <Y> SingularAttribute<X, Y> getDeclaredId(Class<Y> type) {
    return getId(type);
  }

  @Override
  public <Y> @Nullable SingularAttribute<X, Y> getVersion(Class<Y> type) {
    AttributeModel version = model.version();
    return version == null ? null : getSingularAttribute(version.name(), type);
  }

  @Override
  public <Y> @Nullable SingularAttribute<X, Y> getDeclaredVersion(Class<Y> type) {
    return getVersion(type);
  }

  @Override
  public @Nullable IdentifiableType<? super X> getSupertype() {
    return null;
  }

  @Override
  public boolean hasSingleIdAttribute() {
    return true;
  }

  @Override
  public boolean hasVersionAttribute() {
    return model.version() != null;
  }

  @Override
  public Set<SingularAttribute<? super X, ?>> getIdClassAttributes() {
    throw new IllegalArgumentException(
        problem("Entity has no id class")
            .at("entity", model.name())
            .advice("Ask for its id")
            .toString());
  }

  @Override
  public Type<?> getIdType() {
    return getSingularAttribute(model.id().name()).getType();
  }
}
