package io.debros.spring.repository.support;

import static io.debros.store.error.Problem.problem;

import io.debros.spring.repository.query.EntityAttributes;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;
import org.springframework.data.repository.core.support.AbstractEntityInformation;

/**
 * Id and newness of an entity. An entity is new if it says so ({@link Persistable}); else if its
 * version, of a wrapper type, is null; else if its id is null, or 0 for a primitive. Thread-safe.
 */
public final class DebrosEntityInformation<T, ID> extends AbstractEntityInformation<T, ID> {
  private final EntityManagerFactory factory;
  private final EntityAttributes attributes;
  private final String id;

  /**
   * @throws IllegalArgumentException if the class has no id
   */
  public DebrosEntityInformation(Class<T> entity, EntityManagerFactory factory) {
    super(entity);
    this.factory = factory;
    this.attributes = EntityAttributes.of(entity);
    this.id =
        attributes
            .id()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        problem("Repository is declared for a class without an id")
                            .at("class", entity.getName())
                            .advice("Annotate the class with @Entity and one attribute with @Id")
                            .toString()));
  }

  @Override
  public boolean isNew(T entity) {
    if (entity instanceof Persistable<?> persistable) {
      return persistable.isNew();
    }
    return attributes
        .version()
        .filter(version -> !attributes.type(version).isPrimitive())
        .map(version -> attributes.value(entity, version) == null)
        .orElseGet(() -> super.isNew(entity));
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable ID getId(T entity) {
    return (ID) factory.getPersistenceUnitUtil().getIdentifier(entity);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<ID> getIdType() {
    return (Class<ID>) attributes.type(id);
  }

  /** Name of the id attribute. */
  public String idAttribute() {
    return id;
  }
}
