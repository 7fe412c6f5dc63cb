package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The elements of a lazy collection and where they come from. */
final class LazyElements<C extends Collection<Object>> {
  private final EntityModel owner;
  private final AttributeModel attribute;
  private final Object ownerEntity;
  private final Function<Collection<?>, C> make;
  private @Nullable ReferenceResolver resolver; // until it is loaded
  private @Nullable C elements;

  LazyElements(
      EntityModel owner,
      AttributeModel attribute,
      Object ownerEntity,
      ReferenceResolver resolver,
      Function<Collection<?>, C> make) {
    this.owner = owner;
    this.attribute = attribute;
    this.ownerEntity = ownerEntity;
    this.resolver = resolver;
    this.make = make;
  }

  boolean isLoaded() {
    return elements != null;
  }

  C get() {
    C found = elements;
    if (found == null) {
      ReferenceResolver source = resolver;
      if (source == null) {
        throw new IllegalStateException("A collection has elements or a resolver: " + attribute);
      }
      if (!source.isOpen()) {
        throw LazyLoadException.of(owner, owner.id().get(ownerEntity), attribute);
      }
      found = make.apply(source.children(owner, attribute, ownerEntity));
      elements = found;
      resolver = null;
    }
    return found;
  }
}
