package io.debros.jpa.mapping;

import org.jspecify.annotations.Nullable;

/** The values of one kind of attribute and their document form. */
interface AttributeCodec {
  /** The document form: a copy that does not change with the value. */
  @Nullable Object toDocument(@Nullable Object value);

  /** The value; associations through the resolver. */
  @Nullable Object fromDocument(@Nullable Object plain, ReferenceResolver resolver);

  /** A new document form, with what the stored one has beyond what we know of. */
  default @Nullable Object merged(@Nullable Object stored, @Nullable Object fresh) {
    return fresh;
  }

  /** A copy that shares nothing mutable with the value; associations stay what they are. */
  @Nullable Object copy(@Nullable Object value);
}
