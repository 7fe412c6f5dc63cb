package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of the files of keys, and the content of files of secrets. */
final class KeyFile {
  static final String ENDING = ".key";

  private static final Pattern PLAIN = Pattern.compile("((?:[0-9a-f]{2})++) ([0-9a-f]{16})\n");
  private static final Pattern SEALED = Pattern.compile("sealed ((?:[0-9a-f]{2})++)\n");
  private static final HexFormat HEX = HexFormat.of();
  private static final int CHECKSUM = 8;
  private static final int LONGEST_NAME = 200;

  private KeyFile() {}

  static byte[] encode(byte[] secret, String name, @Nullable KeyProtection protection) {
    String content =
        protection == null
            ? HEX.formatHex(secret) + " " + checksum(secret) + "\n"
            : "sealed " + HEX.formatHex(protection.seal(name, secret)) + "\n";
    return content.getBytes(US_ASCII);
  }

  static boolean isSealed(byte[] content) {
    return SEALED.matcher(new String(content, US_ASCII)).matches();
  }

  /** The secret of a plain file, or of a sealed one if this is its protection; null if damaged. */
  static byte @Nullable [] decode(byte[] content, String name, @Nullable KeyProtection protection) {
    String text = new String(content, US_ASCII);
    Matcher sealed = SEALED.matcher(text);
    if (!sealed.matches()) {
      return plain(text);
    }
    return protection == null ? null : protection.open(name, HEX.parseHex(sealed.group(1)));
  }

  private static byte @Nullable [] plain(String content) {
    Matcher plain = PLAIN.matcher(content);
    if (!plain.matches()) {
      return null;
    }
    byte[] key = HEX.parseHex(plain.group(1));
    return checksum(key).equals(plain.group(2)) ? key : null;
  }

  /**
   * A file name for any id: lower-case letters, digits, {@code -} and {@code _} stand for
   * themselves (file systems may ignore case), other bytes of the UTF-8 are percent-encoded. Where
   * that is longer than a file name may be, it is the SHA-256 of the id.
   */
  static String name(String id) {
    StringBuilder name = new StringBuilder();
    ByteBuffer bytes = utf8(id);
    while (bytes.hasRemaining()) {
      byte octet = bytes.get();
      if (isPlain(octet)) {
        name.append((char) octet);
      } else {
        name.append('%').append(HEX.toHexDigits(octet));
      }
    }
    String readable = name.length() <= LONGEST_NAME ? name.toString() : "=" + hash(id);
    return readable + ENDING;
  }

  private static boolean isPlain(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '_';
  }

  private static ByteBuffer utf8(String id) {
    try {
      return UTF_8.newEncoder().encode(CharBuffer.wrap(id));
    } catch (CharacterCodingException unpaired) {
      throw new IllegalArgumentException(
          problem("Id of a key is not valid Unicode").at("length", id.length()).toString(),
          unpaired);
    }
  }

  private static String hash(String id) {
    return HEX.formatHex(Signatures.sha256(id.getBytes(UTF_8)));
  }

  private static String checksum(byte[] key) {
    return HEX.formatHex(Arrays.copyOf(Signatures.sha256(key), CHECKSUM));
  }
}
