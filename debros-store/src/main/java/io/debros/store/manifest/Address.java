package io.debros.store.manifest;

import static io.debros.store.error.Problem.problem;

import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Names a database for good: the hash of its manifest. Immutable, thread-safe.
 *
 * @param manifest CID of the manifest block
 */
public record Address(Cid manifest) {
  private static final String PREFIX = "/orbitdb/";
  private static final String WINDOWS_PREFIX = "\\orbitdb\\";
  private static final String HEADS_PROTOCOL = "/orbitdb/heads";

  /**
   * Reads {@code /orbitdb/zdpu…}. Doubled and trailing slashes are dropped, and backslashes are
   * slashes if the text begins with one.
   *
   * @throws IllegalArgumentException if it is no address; the message names the text
   */
  public static Address parse(String text) {
    if (text == null) {
      throw refused("null", null);
    }
    String slashed = text.startsWith(WINDOWS_PREFIX) ? text.replace('\\', '/') : text;
    if (!slashed.startsWith(PREFIX)) {
      throw refused(text, null);
    }
    try {
      return new Address(Cid.parseHash(slashed.substring(PREFIX.length()).replace("/", "")));
    } catch (IllegalArgumentException e) {
      throw refused(text, e);
    }
  }

  /** Whether a text is an address; anything else is the name of a database. */
  public static boolean isAddress(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Name of the pubsub topic on which peers announce heads. */
  public String topic() {
    return toString();
  }

  /** Name of the protocol by which two peers exchange heads. */
  public String headsProtocol() {
    return HEADS_PROTOCOL + this;
  }

  /** {@code /orbitdb/zdpu…}: the one form that peers use, also as id of the log. */
  @Override
  public String toString() {
    return PREFIX + manifest;
  }

  private static IllegalArgumentException refused(
      String text, @Nullable IllegalArgumentException cause) {
    return new IllegalArgumentException(
        problem("Not a valid OrbitDB address")
            .at("address", text)
            .advice("Give it as /orbitdb/zdpu…, or open a database by its name")
            .toString(),
        cause);
  }
}
