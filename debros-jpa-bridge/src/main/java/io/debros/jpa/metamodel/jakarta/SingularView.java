package io.debros.jpa.metamodel.jakarta;

import io.debros.jpa.metamodel.AttributeModel;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.SingularAttribute;
import jakarta.persistence.metamodel.Type;

/** A basic or embedded attribute, or a to-one association. */
final class SingularView<X, T> extends AttributeView<X, T> implements SingularAttribute<X, T> {
  SingularView(JakartaMetamodel metamodel, ManagedType<X> declaring, AttributeModel model) {
    super(metamodel, declaring, model);
  }

  @Override
  public boolean isId() {
    return model().isId();
  }

  @Override
  public boolean isVersion() {
    return model().isVersion();
  }

  @Override
  public boolean isOptional() {
    return model().nullable() && !model().javaType().isPrimitive();
  }

  @Override
  @SuppressWarnings("unchecked") // the type is that of the attribute
  public Type<T> getType() {
    return (Type<T>) typeOf(model().kind());
  }

  @Override
  public boolean isCollection() {
    return false;
  }

  @Override
  public BindableType getBindableType() {
    return BindableType.SINGULAR_ATTRIBUTE;
  }

  @Override
  public Class<T> getBindableJavaType() {
    return getJavaType();
  }
}
