package io.debros.jpa.query.plan;

import io.debros.jpa.document.SortKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place between the keys of a column: before or after all that begin with a prefix. Immutable.
 *
 * @param prefix of keys
 * @param side before or after them
 */
record Cut(byte[] prefix, Side side) {
  /** After every key. */
  static final Cut END = after(new byte[0]);

  enum Side {
    BEFORE,
    AFTER
  }

  static Cut before(byte[] prefix) {
    return new Cut(prefix, Side.BEFORE);
  }

  static Cut after(byte[] prefix) {
    return new Cut(prefix, Side.AFTER);
  }

  /** This place in a column that sorts the other way round. */
  Cut inverted() {
    return new Cut(SortKey.inverted(prefix), side == Side.BEFORE ? Side.AFTER : Side.BEFORE);
  }

  /** The first key after this place in the last column of a key; null if there is none. */
  byte @Nullable [] behind(byte[] columnsBefore) {
    byte[] key = SortKey.joined(columnsBefore, prefix);
    return side == Side.BEFORE ? key : SortKey.after(key);
  }

  Cut max(Cut other) {
    return compare(other) >= 0 ? this : other;
  }

  Cut min(Cut other) {
    return compare(other) <= 0 ? this : other;
  }

  private int compare(Cut other) {
    byte[] mine = behind(new byte[0]);
    byte[] theirs = other.behind(new byte[0]);
    if (mine == null || theirs == null) {
      return Boolean.compare(mine == null, theirs == null);
    }
    return Arrays.compareUnsigned(mine, theirs);
  }
}
