package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a document says that its write changed: {@code _changed: {at, keys}}. It counts only in the
 * entry that it was made for, so a peer that copies a document does not copy the claim.
 *
 * @param keys of attributes
 * @param from the version that the write was made against, where the document says it
 */
record ChangedKeys(Set<String> keys, @Nullable CborValue from) {
  static final String KEY = "_changed";

  /** Twins that the write settles, see {@link KeyFold}. */
  static final String SETTLED = "settled";

  /**
   * The claim of a document; null if it makes none, or a stale or malformed one, so that all of it
   * counts as changed.
   *
   * @param time of the entry that carries it
   */
  static @Nullable ChangedKeys of(CborMap document, long time) {
    if (document.find(KEY) instanceof CborMap claim
        && new CborInt(time).equals(claim.find("at"))
        && claim.find("keys") instanceof CborList list
        && list.values().stream().allMatch(CborText.class::isInstance)) {
      Set<String> keys = new LinkedHashSet<>();
      list.values().forEach(key -> keys.add(((CborText) key).value()));
      return new ChangedKeys(keys, claim.find("from"));
    }
    return null;
  }
}
