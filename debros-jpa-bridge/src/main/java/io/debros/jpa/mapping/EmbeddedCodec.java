package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.EmbeddableModel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeddables: a nested map. */
final class EmbeddedCodec implements AttributeCodec {
  private final EmbeddableModel model;
  private final AttributeCodecs parts;

  EmbeddedCodec(EmbeddableModel model) {
    this.model = model;
    this.parts = new AttributeCodecs(model.attributes());
  }

  @Override
  public @Nullable Object toDocument(@Nullable Object value) {
    return value == null ? null : parts.toDocument(value);
  }

  @Override
  public @Nullable Object fromDocument(@Nullable Object plain, ReferenceResolver resolver) {
    if (plain == null) {
      return null;
    }
    if (!(plain instanceof Map<?, ?> map)) {
      throw Encoding.mismatch("a map", plain);
    }
    @Nullable Object[] values = parts.fromDocument(map, resolver);
    try {
      return model.instantiate(values);
    } catch (RuntimeException e) {
      throw new ValueException(
          problem("Embeddable refused its stored values")
              .at("type", model.javaType().getName())
              .advice("See the cause; correct the document, or the constructor"),
          e);
    }
  }

  @Override
  public @Nullable Object merged(@Nullable Object stored, @Nullable Object fresh) {
    return stored instanceof Map<?, ?> before && fresh instanceof Map<?, ?> after
        ? parts.merged(before, after)
        : fresh;
  }

  @Override
  public @Nullable Object copy(@Nullable Object value) {
    return value == null ? null : model.instantiate(parts.copies(value));
  }
}
