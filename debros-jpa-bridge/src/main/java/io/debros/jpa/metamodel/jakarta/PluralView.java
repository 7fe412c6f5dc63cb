package io.debros.jpa.metamodel.jakarta;

import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.BasicType;
import jakarta.persistence.metamodel.CollectionAttribute;
import jakarta.persistence.metamodel.ListAttribute;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.MapAttribute;
import jakarta.persistence.metamodel.PluralAttribute;
import jakarta.persistence.metamodel.SetAttribute;
import jakarta.persistence.metamodel.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An element collection or a to-many association. */
abstract class PluralView<X, C, E> extends AttributeView<X, C> implements PluralAttribute<X, C, E> {
  private final CollectionType collectionType;

  PluralView(
      JakartaMetamodel metamodel,
      ManagedType<X> declaring,
      AttributeModel model,
      CollectionType collectionType) {
    super(metamodel, declaring, model);
    this.collectionType = collectionType;
  }

  @Override
  public CollectionType getCollectionType() {
    return collectionType;
  }

  @Override
  @SuppressWarnings("unchecked") // the type is that of the elements
  public Type<E> getElementType() {
    return (Type<E>) typeOf(model().kind());
  }

  @Override
  public boolean isCollection() {
    return true;
  }

  @Override
  public BindableType getBindableType() {
    return BindableType.PLURAL_ATTRIBUTE;
  }

  @Override
  public Class<E> getBindableJavaType() {
    return getElementType().getJavaType();
  }

  /** Declared as {@link Collection}. */
  static final class Bag<X, E> extends PluralView<X, Collection<E>, E>
      implements CollectionAttribute<X, E> {
    Bag(JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
      super(metamodel, declaring, model, CollectionType.COLLECTION);
    }
  }

  /** Declared as {@link List}. */
  static final class Listed<X, E> extends PluralView<X, List<E>, E> implements ListAttribute<X, E> {
    Listed(JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
      super(metamodel, declaring, model, CollectionType.LIST);
    }
  }

  /** Declared as {@link Set}. */
  static final class Distinct<X, E> extends PluralView<X, Set<E>, E> implements SetAttribute<X, E> {
    Distinct(JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
      super(metamodel, declaring, model, CollectionType.SET);
    }
  }

  /** Declared as {@link Map}. */
  static final class Mapped<X, K, V> extends PluralView<X, Map<K, V>, V>
      implements MapAttribute<X, K, V> {
    Mapped(JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
      super(metamodel, declaring, model, CollectionType.MAP);
    }

    @Override
    @SuppressWarnings("unchecked") // the class is that of the keys
    public Class<K> getKeyJavaType() {
      BasicType key = ((ElementCollection) model().kind()).mapKey();
      if (key == null) {
        throw new IllegalStateException("A map has keys: " + model());
      }
      return (Class<K>) key.javaType();
    }

    @Override
    public Type<K> getKeyType() {
      return new BasicView<>(getKeyJavaType());
    }
  }
}
