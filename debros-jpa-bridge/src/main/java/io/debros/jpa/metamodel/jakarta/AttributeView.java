package io.debros.jpa.metamodel.jakarta;

import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CollectionKind;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.Type;
import java.lang.reflect.Member;

/** One attribute of a type. */
abstract class AttributeView<X, Y> implements Attribute<X, Y> {
  private final JakartaMetamodel metamodel;
  private final ManagedType<X> declaring;
  private final AttributeModel model;

  AttributeView(JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
    this.metamodel = metamodel;
    this.declaring = declaring;
    this.model = model;
  }

  static <X> AttributeView<X, ?> of(
      JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
    AttributeKind kind = model.kind();
    if (kind instanceof ElementCollection elements) {
      return plural(metamodel, declaring, model, elements.collection());
    } else if (kind instanceof ToMany toMany) {
      return plural(metamodel, declaring, model, toMany.collection());
    }
    return new SingularView<X, Object>(metamodel, declaring, model);
  }

  private static <X> AttributeView<X, ?> plural(
      JakartaMetamodel metamodel,
      ManagedType<X> declaring,
      AttributeModel model,
      CollectionKind collection) {
    return switch (collection) {
      case COLLECTION -> new PluralView.Bag<X, Object>(metamodel, declaring, model);
      case LIST -> new PluralView.Listed<X, Object>(metamodel, declaring, model);
      case SET -> new PluralView.Distinct<X, Object>(metamodel, declaring, model);
      case MAP -> new PluralView.Mapped<X, Object, Object>(metamodel, declaring, model);
    };
  }

  AttributeModel model() {
    return model;
  }

  /** The type of the value or element of an attribute. */
  Type<?> typeOf(AttributeKind kind) {
    if (kind instanceof Basic basic) {
      return new BasicView<>(basic.type().javaType());
    } else if (kind instanceof Embedded embedded) {
      return metamodel.embeddable(embedded.model().javaType());
    } else if (kind instanceof ToOne toOne) {
      return metamodel.entity(toOne.reference().type());
    } else if (kind instanceof ToMany toMany) {
      return metamodel.entity(toMany.reference().type());
    }
    return typeOf(((ElementCollection) kind).element());
  }

  @Override
  public String getName() {
    return model.name();
  }

  @Override
  public PersistentAttributeType getPersistentAttributeType() {
    AttributeKind kind = model.kind();
    if (kind instanceof Basic) {
      return PersistentAttributeType.BASIC;
    } else if (kind instanceof Embedded) {
      return PersistentAttributeType.EMBEDDED;
    } else if (kind instanceof ElementCollection) {
      return PersistentAttributeType.ELEMENT_COLLECTION;
    } else if (kind instanceof ToMany) {
      return PersistentAttributeType.ONE_TO_MANY;
    }
    ToOne toOne = (ToOne) kind;
    return toOne.unique() || !toOne.isOwning()
        ? PersistentAttributeType.ONE_TO_ONE
        : PersistentAttributeType.MANY_TO_ONE;
  }

  @Override
  public ManagedType<X> getDeclaringType() {
    return declaring;
  }

  @Override
  @SuppressWarnings("unchecked") // the model is of this class
  public Class<Y> getJavaType() {
    return (Class<Y>) model.javaType();
  }

  @Override
  public Member getJavaMember() {
    return model.member();
  }

  @Override
  public boolean isAssociation() {
    return model.isAssociation();
  }

  @Override
  public String toString() {
    return declaring + "." + getName();
  }
}
