package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.FetchType;
import org.jspecify.annotations.Nullable;

/** Owning to-one associations: the target's id. */
final class ReferenceCodec implements AttributeCodec {
  private final ToOne association;
  private final ValueCodec ids;

  ReferenceCodec(ToOne association) {
    this.association = association;
    this.ids = ValueCodec.of(association.target().id());
  }

  @Override
  public @Nullable Object toDocument(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    EntityModel target = association.target();
    Object id = Lazy.id(target, value);
    if (id == null) {
      throw new IllegalStateException(
          problem("Association refers to an entity without an id")
              .at("target", target.name())
              .advice("Persist the target first, or cascade PERSIST to it")
              .toString());
    }
    return ids.toDocument(id);
  }

  @Override
  public @Nullable Object fromDocument(@Nullable Object plain, ReferenceResolver resolver) {
    Object id = plain == null ? null : ids.fromDocument(plain);
    if (id == null) {
      return null;
    }
    EntityModel target = association.target();
    return association.fetch() == FetchType.LAZY
        ? resolver.reference(target, id)
        : loadOrRefer(target, id, resolver);
  }

  /**
   * What stands for the row already is kept, loaded, so that one row stays one object. A row that
   * has not arrived from another node must not make this one unreadable.
   */
  private static Object loadOrRefer(EntityModel target, Object id, ReferenceResolver resolver) {
    try {
      resolver.load(target, id);
      Object known = resolver.reference(target, id);
      Lazy.target(known);
      return known;
    } catch (EntityNotFoundException e) {
      return resolver.reference(target, id);
    }
  }

  @Override
  public @Nullable Object copy(@Nullable Object value) {
    return value;
  }
}
