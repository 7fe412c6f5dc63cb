package io.debros.it.javascript;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * What a peer has of a log: equal on two peers if, and only if, they have the same entries.
 *
 * @param digest SHA-256, in hexadecimal, over the sorted hashes of all entries, a line feed between
 *     two
 * @param count of entries
 * @param heads hashes, sorted
 */
public record LogState(String digest, int count, List<String> heads) {
  /** Of the hashes of all entries and of the heads, both in any order. */
  public static LogState of(Collection<String> entries, Collection<String> heads) {
    String sorted = String.join("\n", entries.stream().sorted().toList());
    return new LogState(sha256(sorted), entries.size(), heads.stream().sorted().toList());
  }

  private static String sha256(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
