package io.debros.jpa.metamodel.jakarta;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EmbeddableModel;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.metamodel.EmbeddableType;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.Metamodel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Jakarta Persistence view of a metamodel: one object per persistence unit, because others
 * cache by its identity. An entity's type has the attributes of its mapped superclasses as its own;
 * those are no types here. Immutable, thread-safe.
 */
public final class JakartaMetamodel implements Metamodel {
  private final io.debros.jpa.metamodel.Metamodel metamodel;
  private final Map<Class<?>, EntityView<?>> entities = new LinkedHashMap<>();
  private final Map<Class<?>, EmbeddableView<?>> embeddables = new LinkedHashMap<>();

  /** The view of a metamodel. */
  public JakartaMetamodel(io.debros.jpa.metamodel.Metamodel metamodel) {
    this.metamodel = metamodel;
    for (EntityModel model : metamodel.entities()) {
      entities.put(model.javaType(), new EntityView<>(this, model));
      model.attributes().forEach(this::addEmbeddable);
    }
  }

  private void addEmbeddable(AttributeModel attribute) {
    AttributeKind kind = attribute.kind();
    AttributeKind part = kind instanceof ElementCollection many ? many.element() : kind;
    if (part instanceof Embedded embedded) {
      EmbeddableModel model = embedded.model();
      embeddables.putIfAbsent(model.javaType(), new EmbeddableView<>(this, model));
      model.attributes().forEach(this::addEmbeddable);
    }
  }

  @Override
  public EntityType<?> entity(String name) {
    return view(metamodel.entity(name));
  }

  @Override
  @SuppressWarnings("unchecked") // a type is filed under its class
  public <X> EntityType<X> entity(Class<X> type) {
    return (EntityType<X>) view(metamodel.entity(type));
  }

  private EntityView<?> view(EntityModel model) {
    EntityView<?> view = entities.get(model.javaType());
    if (view == null) {
      throw new IllegalStateException("Entity without a view: " + model.name());
    }
    return view;
  }

  @Override
  @SuppressWarnings("unchecked") // a type is filed under its class
  public <X> ManagedType<X> managedType(Class<X> type) {
    EmbeddableView<?> embeddable = embeddables.get(type);
    return embeddable == null ? entity(type) : (ManagedType<X>) embeddable;
  }

  @Override
  @SuppressWarnings("unchecked") // a type is filed under its class
  public <X> EmbeddableType<X> embeddable(Class<X> type) {
    EmbeddableView<?> embeddable = embeddables.get(type);
    if (embeddable == null) {
      throw new IllegalArgumentException(
          problem("Class is not an embeddable of this persistence unit")
              .at("class", type.getName())
              .advice("Annotate it with @Embeddable and use it in an entity")
              .toString());
    }
    return (EmbeddableType<X>) embeddable;
  }

  @Override
  public Set<ManagedType<?>> getManagedTypes() {
    return union(List.of(entities.values(), embeddables.values()));
  }

  private static Set<ManagedType<?>> union(List<Collection<? extends ManagedType<?>>> collections) {
    Set<ManagedType<?>> types = new LinkedHashSet<>();
    collections.forEach(types::addAll);
    return types;
  }

  @Override
  public Set<EntityType<?>> getEntities() {
    return new LinkedHashSet<>(entities.values());
  }

  @Override
  public Set<EmbeddableType<?>> getEmbeddables() {
    return new LinkedHashSet<>(embeddables.values());
  }
}
