package io.debros.jpa.shard;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.EntityModel;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The text of the value that picks a shard, and the number it hashes to. */
final class ShardKey {
  private static final double MAX_SAFE_INTEGER = 0x1p53;
  private static final long UNSIGNED_INT = 0xffff_ffffL;

  private ShardKey() {}

  /** The first 8 hex digits of SHA-256 as an unsigned number, modulo the count. */
  static int hash(String text, int count) {
    byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return (int) ((new BigInteger(1, digest).shiftRight(224).longValue() & UNSIGNED_INT) % count);
  }

  /**
   * The text form of a key or owner.
   *
   * @param plain a text, a number or a boolean
   * @throws IllegalArgumentException if it is anything else, naming entity and attribute
   */
  static String text(EntityModel model, String attribute, @Nullable Object plain) {
    if (plain instanceof Double real && isInteger(real)) {
      return Long.toString(real.longValue());
    }
    if (plain instanceof String || plain instanceof Number || plain instanceof Boolean) {
      return plain.toString();
    }
    throw new IllegalArgumentException(
        problem(
                plain == null
                    ? "Row has no value that says where it lives"
                    : "Value picks no shard")
            .at("entity", model.name())
            .at("attribute", attribute)
            .advice(
                plain == null
                    ? "Set " + attribute + " before the entity is persisted"
                    : "Shard by a text, a number or a boolean")
            .toString());
  }

  private static boolean isInteger(double real) {
    return Math.abs(real) <= MAX_SAFE_INTEGER && real == Math.rint(real);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java without SHA-256", e);
    }
  }
}
