package io.debros.jpa.sequence;

import io.debros.jpa.document.NumberClaims.Claim;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Claimed numbers of which some were given. One thread at a time, but for {@link #dropIfClaimed}.
 */
final class Block {
  private static final Pattern KEPT = Pattern.compile("(\\d{1,19})-(\\d{1,19}) from (\\d{1,19})");

  private final Claim claim;
  private long given;
  private volatile boolean dropped;

  /**
   * @param given the last number that was given; the one before the first if none was
   */
  private Block(Claim claim, long given) {
    this.claim = claim;
    this.given = given;
  }

  static Block of(Claim claim) {
    return new Block(claim, claim.from() - 1);
  }

  /** What {@link #rest} said, in the name of an identity; null if it is no such text. */
  static @Nullable Block parse(String sequence, String identity, String text) {
    Matcher kept = KEPT.matcher(text);
    if (!kept.matches()) {
      return null;
    }
    Claim claim =
        new Claim(sequence, Long.parseLong(kept.group(1)), Long.parseLong(kept.group(2)), identity);
    return new Block(claim, Long.parseLong(kept.group(3)) - 1);
  }

  /** Whether there is a number to give. */
  boolean hasNext() {
    return !dropped && given < claim.to();
  }

  long next() {
    return ++given;
  }

  /** Somebody else claimed numbers of this block: what is left of it is not given any more. */
  void dropIfClaimed(Claim other) {
    dropped |= other.collidesWith(claim);
  }

  /** What is left, as text: {@code 1-50 from 4}. */
  String rest() {
    return claim.from() + "-" + claim.to() + " from " + (given + 1);
  }
}
