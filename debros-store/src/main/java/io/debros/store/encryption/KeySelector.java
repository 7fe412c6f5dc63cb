package io.debros.store.encryption;

import io.debros.store.dagcbor.CborValue;
import org.jspecify.annotations.Nullable;

/** Says under which name a row is protected, so that some rows can be shredded alone. */
@FunctionalInterface
public interface KeySelector {
  /**
   * The name in {@link EncryptionKeys}. Choose it by the row's key where there is one: a deletion
   * has no value to choose by.
   *
   * @param key of the row; null in databases without keys, such as {@code events}
   * @param value that is written; null if the row is deleted
   */
  String nameFor(@Nullable String key, @Nullable CborValue value);
}
