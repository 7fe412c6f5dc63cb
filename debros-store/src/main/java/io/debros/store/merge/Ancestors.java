package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows that had the latest versions, for the question what a write was made from. A version
 * that more than one row had answers nothing. One thread at a time.
 */
final class Ancestors {
  private static final int REMEMBERED = 16;

  private final Map<CborValue, Optional<CborMap>> rows = new LinkedHashMap<>();

  @Nullable CborMap find(CborValue version) {
    return rows.getOrDefault(version, Optional.empty()).orElse(null);
  }

  /** The first row of a version; later ones of the same version only counted or collected. */
  void remember(@Nullable CborValue version, Supplier<CborMap> row) {
    if (version != null && !rows.containsKey(version)) {
      rows.put(version, Optional.of(row.get()));
      if (rows.size() > REMEMBERED) {
        rows.remove(rows.keySet().iterator().next());
      }
    }
  }

  /** Somebody else wrote a row of this version. */
  void doubt(@Nullable CborValue version) {
    if (version != null) {
      rows.put(version, Optional.empty());
    }
  }

  void clear() {
    rows.clear();
  }
}
