package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.WrongPassphraseException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 *   FORMAT scrypt N r p SALT SEALED
 *
 * SEALED is what SecretBox makes of the secret, with the key that scrypt makes from the passphrase;
 * everything before it is authenticated with it.
 */
/** Secrets on their way somewhere else: one line of text, under a passphrase. Stateless. */
public final class SealedText {
  private static final Pattern PARTS =
      Pattern.compile(
          "(.{1,64} scrypt ([0-9]{1,9}) ([0-9]{1,4}) ([0-9]{1,4}) ([0-9a-f]{32,128}))"
              + " ((?:[0-9a-f]{2})+)\n?");
  private static final HexFormat HEX = HexFormat.of();

  private SealedText() {}

  /**
   * Encrypts a secret.
   *
   * @param format says what it is; the text begins with it
   */
  public static String seal(String format, byte[] secret, Passphrase passphrase) {
    SecureRandom random = new SecureRandom();
    Scrypt fresh = Scrypt.fresh(random);
    String head =
        String.join(
            " ",
            format,
            "scrypt",
            String.valueOf(fresh.cost()),
            String.valueOf(fresh.blockSize()),
            String.valueOf(fresh.parallelism()),
            HEX.formatHex(fresh.salt()));
    byte[] sealed = SecretBox.seal(random, fresh.key(passphrase), head.getBytes(US_ASCII), secret);
    return head + " " + HEX.formatHex(sealed) + "\n";
  }

  /**
   * Decrypts what {@link #seal} made.
   *
   * @throws IllegalArgumentException if the text has another format
   * @throws WrongPassphraseException if the passphrase is wrong, or the text was changed
   */
  public static byte[] open(String format, String text, Passphrase passphrase) {
    Matcher parts = PARTS.matcher(text);
    if (!text.startsWith(format + " scrypt ") || !parts.matches()) {
      throw malformed(format);
    }
    Scrypt parameters =
        new Scrypt(
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            Integer.parseInt(parts.group(4)),
            HEX.parseHex(parts.group(5)));
    byte[] sealed = HEX.parseHex(parts.group(6));
    if (!parameters.isReasonable() || sealed.length < SecretBox.OVERHEAD) {
      throw malformed(format);
    }
    byte[] head = parts.group(1).getBytes(US_ASCII);
    byte[] secret = SecretBox.open(parameters.key(passphrase), head, sealed);
    if (secret == null) {
      throw new WrongPassphraseException(
          problem("Passphrase is wrong, or the text was changed")
              .at("format", format)
              .advice("Give the passphrase that it was made with"));
    }
    return secret;
  }

  private static IllegalArgumentException malformed(String format) {
    return new IllegalArgumentException(
        problem("Text does not have the format")
            .at("format", format)
            .advice("Make it again, and change nothing in it")
            .toString());
  }
}
