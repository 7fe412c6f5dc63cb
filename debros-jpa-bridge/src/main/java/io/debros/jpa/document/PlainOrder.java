package io.debros.jpa.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order of {@link SortKey}s on plain values, without encoding the common ones. Thread-safe. */
public final class PlainOrder implements Comparator<@Nullable Object> {
  public static final PlainOrder ORDER = new PlainOrder();

  private PlainOrder() {}

  @Override
  public int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String one && right instanceof String other) {
      return CodePoints.ORDER.compare(one, other);
    }
    if (left instanceof Number one && right instanceof Number other) {
      return numbers(one, other);
    }
    byte kind = SortKeyWriter.tag(left);
    byte otherKind = SortKeyWriter.tag(right);
    return kind == otherKind
        ? Arrays.compareUnsigned(SortKey.of(left), SortKey.of(right))
        : Byte.compare(kind, otherKind);
  }

  /** Whether two values can be told apart by more than their kind; null compares with nothing. */
  public static boolean isComparable(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return false;
    }
    return left instanceof Boolean
        ? right instanceof Boolean
        : SortKeyWriter.tag(left) == SortKeyWriter.tag(right);
  }

  private static int numbers(Number left, Number right) {
    if (left instanceof Long one && right instanceof Long other) {
      return Long.compare(one, other);
    }
    if (isSpecial(left)
        || isSpecial(right)
        || (left instanceof Double && right instanceof Double)) {
      return Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
    }
    return exact(left).compareTo(exact(right));
  }

  private static boolean isSpecial(Number number) {
    return number instanceof Double value && !Double.isFinite(value);
  }

  private static BigDecimal exact(Number number) {
    if (number instanceof BigDecimal value) {
      return value;
    } else if (number instanceof BigInteger value) {
      return new BigDecimal(value);
    } else if (number instanceof Double value) {
      return new BigDecimal(value);
    }
    return BigDecimal.valueOf(number.longValue());
  }
}
