package io.debros.jpa.mapping;

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
    return model.instantiate(parts.fromDocument(map, resolver));
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
