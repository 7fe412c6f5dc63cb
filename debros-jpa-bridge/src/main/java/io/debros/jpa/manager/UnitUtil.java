package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.mapping.LazyCollection;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import jakarta.persistence.PersistenceUnitUtil;
import jakarta.persistence.metamodel.Attribute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Answers questions about entities without reading, except where it is told to load. */
final class UnitUtil implements PersistenceUnitUtil {
  private final Metamodel metamodel;

  UnitUtil(Metamodel metamodel) {
    this.metamodel = metamodel;
  }

  @Override
  public boolean isLoaded(Object entity, String attributeName) {
    AttributeModel attribute = metamodel.entity(entity.getClass()).attribute(attributeName);
    return Lazy.isLoaded(entity) && Lazy.isLoaded(attribute.get(Lazy.target(entity)));
  }

  @Override
  public <E> boolean isLoaded(E entity, Attribute<? super E, ?> attribute) {
    return isLoaded(Objects.requireNonNull(entity), attribute.getName());
  }

  @Override
  public boolean isLoaded(Object entity) {
    return Lazy.isLoaded(entity);
  }

  @Override
  public void load(Object entity, String attributeName) {
    AttributeModel attribute = metamodel.entity(entity.getClass()).attribute(attributeName);
    load(attribute.get(Lazy.target(entity)));
  }

  @Override
  public <E> void load(E entity, Attribute<? super E, ?> attribute) {
    load(Objects.requireNonNull(entity), attribute.getName());
  }

  @Override
  public void load(@Nullable Object entity) {
    if (entity instanceof LazyCollection collection) {
      collection.load();
    } else if (entity != null) {
      Lazy.target(entity);
    }
  }

  @Override
  public boolean isInstance(Object entity, Class<?> entityClass) {
    metamodel.entity(entityClass);
    return entityClass.isInstance(entity);
  }

  @Override
  @SuppressWarnings("unchecked") // an entity is an instance of its entity class
  public <T> Class<? extends T> getClass(T entity) {
    return (Class<? extends T>)
        metamodel.entity(Objects.requireNonNull(entity).getClass()).javaType();
  }

  @Override
  public @Nullable Object getIdentifier(Object entity) {
    return Lazy.id(metamodel.entity(entity.getClass()), entity);
  }

  @Override
  public @Nullable Object getVersion(Object entity) {
    EntityModel model = metamodel.entity(entity.getClass());
    AttributeModel version = model.version();
    if (version == null) {
      throw new IllegalArgumentException(
          problem("Entity has no version")
              .at("entity", model.name())
              .advice("Give it an attribute with @Version")
              .toString());
    }
    return version.get(Lazy.target(entity));
  }
}
