package io.debros.jpa.metamodel.jakarta;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.NearestName;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.CollectionAttribute;
import jakarta.persistence.metamodel.ListAttribute;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.MapAttribute;
import jakarta.persistence.metamodel.PluralAttribute;
import jakarta.persistence.metamodel.SetAttribute;
import jakarta.persistence.metamodel.SingularAttribute;
import java.lang.invoke.MethodType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A type with attributes; all of them count as declared by it. */
abstract class ManagedView<X> implements ManagedType<X> {
  private final Class<X> javaType;
  private final Map<String, AttributeView<X, ?>> attributes = new LinkedHashMap<>();

  ManagedView(JakartaMetamodel metamodel, Class<X> javaType, List<AttributeModel> models) {
    this.javaType = javaType;
    for (AttributeModel model : models) {
      attributes.put(model.name(), AttributeView.of(metamodel, this, model));
    }
  }

  @Override
  public Class<X> getJavaType() {
    return javaType;
  }

  /** The attribute of this name, if it is of this kind. */
  private <A> A get(String name, Class<A> kind) {
    AttributeView<X, ?> attribute = attributes.get(name);
    if (kind.isInstance(attribute)) {
      return kind.cast(attribute);
    }
    String nearest = NearestName.of(name, attributes.keySet());
    throw new IllegalArgumentException(
        problem(attribute == null ? "Unknown attribute" : "Attribute is of another kind")
            .at("type", javaType.getSimpleName())
            .at("attribute", name)
            .at("kind", kind.getSimpleName())
            .advice(
                nearest == null
                    ? "Use one of " + attributes.keySet()
                    : "Use " + nearest + ", the nearest known one")
            .toString());
  }

  /** The attribute of this name and kind, if its values or elements are of this class. */
  private <A> A get(String name, Class<A> kind, Class<?> expected, Class<?> found) {
    if (boxed(expected) != boxed(found)) {
      throw new IllegalArgumentException(
          problem("Attribute has another type")
              .at("type", javaType.getSimpleName())
              .at("attribute", name)
              .at("expected", expected.getName())
              .at("found", found.getName())
              .advice("Ask with the type that was found")
              .toString());
    }
    return get(name, kind);
  }

  static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  @Override
  public Set<Attribute<? super X, ?>> getAttributes() {
    return new LinkedHashSet<>(attributes.values());
  }

  @Override
  public Set<Attribute<X, ?>> getDeclaredAttributes() {
    return new LinkedHashSet<>(attributes.values());
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public Attribute<X, ?> getAttribute(String name) {
    return get(name, Attribute.class);
  }

  @Override
  public Attribute<X, ?> getDeclaredAttribute(String name) {
    return getAttribute(name);
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public SingularAttribute<X, ?> getSingularAttribute(String name) {
    return get(name, SingularAttribute.class);
  }

  @Override
  public SingularAttribute<X, ?> getDeclaredSingularAttribute(String name) {
    return getSingularAttribute(name);
  }

  @Override
  @SuppressWarnings("unchecked") // the class was compared
  public <Y> SingularAttribute<X, Y> getSingularAttribute(String name, Class<Y> type) {
    return get(name, SingularAttribute.class, type, getSingularAttribute(name).getJavaType());
  }

  @Override
  public <Y> SingularAttribute<X, Y> getDeclaredSingularAttribute(String name, Class<Y> type) {
    return getSingularAttribute(name, type);
  }

  @Override
  public Set<SingularAttribute<? super X, ?>> getSingularAttributes() {
    return new LinkedHashSet<>(getDeclaredSingularAttributes());
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public Set<SingularAttribute<X, ?>> getDeclaredSingularAttributes() {
    Set<SingularAttribute<X, ?>> singular = new LinkedHashSet<>();
    for (AttributeView<X, ?> attribute : attributes.values()) {
      if (attribute instanceof SingularAttribute<?, ?> one) {
        singular.add((SingularAttribute<X, ?>) one);
      }
    }
    return singular;
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public Set<PluralAttribute<X, ?, ?>> getDeclaredPluralAttributes() {
    Set<PluralAttribute<X, ?, ?>> plural = new LinkedHashSet<>();
    for (AttributeView<X, ?> attribute : attributes.values()) {
      if (attribute instanceof PluralAttribute<?, ?, ?> many) {
        plural.add((PluralAttribute<X, ?, ?>) many);
      }
    }
    return plural;
  }

  @Override
  public Set<PluralAttribute<? super X, ?, ?>> getPluralAttributes() {
    return new LinkedHashSet<>(getDeclaredPluralAttributes());
  }

  private Class<?> elementType(String name) {
    return get(name, PluralAttribute.class).getElementType().getJavaType();
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public CollectionAttribute<X, ?> getCollection(String name) {
    return get(name, CollectionAttribute.class);
  }

  @Override
  public CollectionAttribute<X, ?> getDeclaredCollection(String name) {
    return getCollection(name);
  }

  @Override
  @SuppressWarnings("unchecked") // the class was compared
  public <E> CollectionAttribute<X, E> getCollection(String name, Class<E> elementType) {
    return get(name, CollectionAttribute.class, elementType, elementType(name));
  }

  @Override
  public <E> CollectionAttribute<X, E> getDeclaredCollection(String name, Class<E> elementType) {
    return getCollection(name, elementType);
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public SetAttribute<X, ?> getSet(String name) {
    return get(name, SetAttribute.class);
  }

  @Override
  public SetAttribute<X, ?> getDeclaredSet(String name) {
    return getSet(name);
  }

  @Override
  @SuppressWarnings("unchecked") // the class was compared
  public <E> SetAttribute<X, E> getSet(String name, Class<E> elementType) {
    return get(name, SetAttribute.class, elementType, elementType(name));
  }

  @Override
  public <E> SetAttribute<X, E> getDeclaredSet(String name, Class<E> elementType) {
    return getSet(name, elementType);
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public ListAttribute<X, ?> getList(String name) {
    return get(name, ListAttribute.class);
  }

  @Override
  public ListAttribute<X, ?> getDeclaredList(String name) {
    return getList(name);
  }

  @Override
  @SuppressWarnings("unchecked") // the class was compared
  public <E> ListAttribute<X, E> getList(String name, Class<E> elementType) {
    return get(name, ListAttribute.class, elementType, elementType(name));
  }

  @Override
  public <E> ListAttribute<X, E> getDeclaredList(String name, Class<E> elementType) {
    return getList(name, elementType);
  }

  @Override
  @SuppressWarnings("unchecked") // every attribute is declared by this type
  public MapAttribute<X, ?, ?> getMap(String name) {
    return get(name, MapAttribute.class);
  }

  @Override
  public MapAttribute<X, ?, ?> getDeclaredMap(String name) {
    return getMap(name);
  }

  @Override
  @SuppressWarnings("unchecked") // the classes were compared
  public <K, V> MapAttribute<X, K, V> getMap(String name, Class<K> keyType, Class<V> valueType) {
    get(name, MapAttribute.class, keyType, getMap(name).getKeyJavaType());
    return get(name, MapAttribute.class, valueType, elementType(name));
  }

  @Override
  public <K, V> MapAttribute<X, K, V> getDeclaredMap(
      String name, Class<K> keyType, Class<V> valueType) {
    return getMap(name, keyType, valueType);
  }

  @Override
  public String toString() {
    return javaType.getSimpleName();
  }
}
