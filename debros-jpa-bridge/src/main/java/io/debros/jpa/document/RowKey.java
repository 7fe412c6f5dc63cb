package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.encryption.KeySelector;
import org.jspecify.annotations.Nullable;

/** All rows of a database under one name, which may get its first key later. */
record RowKey(String name) implements KeySelector {
  @Override
  public String nameFor(@Nullable String key, @Nullable CborValue value) {
    return name;
  }
}
