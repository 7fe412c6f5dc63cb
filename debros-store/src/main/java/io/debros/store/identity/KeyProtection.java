package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.error.WrongPassphraseException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * One file of a key store, "protection", holds a random master key, sealed with a key that scrypt
 * makes from the passphrase; the master key seals everything else. So a passphrase is changed for
 * all keys at once, by replacing one file, and one derivation at open is enough.
 *
 *   debros-protection 1 scrypt N r p SALT SEALED CHECKSUM
 *
 * The checksum (first 8 bytes of the SHA-256 of what stands before it) tells damage from a wrong
 * passphrase. Everything before SEALED is authenticated with it.
 */
/** Encrypts secrets at rest under a passphrase. Thread-safe. */
public final class KeyProtection {
  private static final String FILE = "protection";
  private static final Pattern CONTENT =
      Pattern.compile(
          "(debros-protection 1 scrypt ([0-9]{1,9}) ([0-9]{1,4}) ([0-9]{1,4}) ([0-9a-f]{32,128}))"
              + " ([0-9a-f]{120}) ([0-9a-f]{16})\n");
  private static final HexFormat HEX = HexFormat.of();
  private static final int CHECKSUM = 8;

  private final PrivateDirectory directory;
  private final SecureRandom random;
  private final byte[] master;

  private KeyProtection(PrivateDirectory directory, SecureRandom random, byte[] master) {
    this.directory = directory;
    this.random = random;
    this.master = master;
  }

  static boolean isIn(PrivateDirectory directory) {
    return directory.find(FILE) != null;
  }

  /** Opens the protection of a directory, which is made if there is none. */
  static KeyProtection openOrCreate(
      PrivateDirectory directory, Passphrase passphrase, SecureRandom random, Scrypt fresh) {
    if (!isIn(directory)) {
      byte[] master = SecretBox.newKey(random);
      if (directory.create(FILE, encode(master, passphrase, random, fresh))) {
        return new KeyProtection(directory, random, master);
      }
    }
    return open(directory, passphrase, random);
  }

  private static KeyProtection open(
      PrivateDirectory directory, Passphrase passphrase, SecureRandom random) {
    byte[] content = directory.find(FILE);
    Path file = directory.file(FILE);
    Matcher matcher = CONTENT.matcher(content == null ? "" : new String(content, US_ASCII));
    if (!matcher.matches() || !checksum(matcher).equals(matcher.group(7))) {
      throw damaged("Protection of the key store is damaged", file);
    }
    Scrypt parameters = parameters(matcher);
    if (!parameters.isReasonable()) {
      throw damaged("Protection of the key store asks for unreasonable work", file);
    }
    byte[] associated = matcher.group(1).getBytes(US_ASCII);
    byte[] sealed = HEX.parseHex(matcher.group(6));
    byte[] master = SecretBox.open(parameters.key(passphrase), associated, sealed);
    if (master == null) {
      throw new WrongPassphraseException(
          problem("Passphrase of the key store is wrong")
              .at("keyStore", file.getParent())
              .advice("Give the passphrase that the key store was protected with last"));
    }
    return new KeyProtection(directory, random, master);
  }

  /** From now on another passphrase opens it. A crash leaves one or the other. */
  void change(Passphrase fresh, Scrypt parameters) {
    directory.replace(FILE, encode(master, fresh, random, parameters));
  }

  void remove() {
    directory.delete(FILE);
  }

  /**
   * Encrypts a secret.
   *
   * @param name of the place where it is kept: elsewhere it does not open
   */
  public byte[] seal(String name, byte[] secret) {
    return SecretBox.seal(random, master, name.getBytes(UTF_8), secret);
  }

  /** Decrypts what {@link #seal} made under that name; null if it is damaged or from elsewhere. */
  public byte @Nullable [] open(String name, byte[] sealed) {
    return SecretBox.open(master, name.getBytes(UTF_8), sealed);
  }

  private static byte[] encode(
      byte[] master, Passphrase passphrase, SecureRandom random, Scrypt parameters) {
    String head =
        "debros-protection 1 scrypt "
            + parameters.cost()
            + " "
            + parameters.blockSize()
            + " "
            + parameters.parallelism()
            + " "
            + HEX.formatHex(parameters.salt());
    byte[] sealed =
        SecretBox.seal(random, parameters.key(passphrase), head.getBytes(US_ASCII), master);
    String body = head + " " + HEX.formatHex(sealed);
    return (body + " " + checksum(body) + "\n").getBytes(US_ASCII);
  }

  private static Scrypt parameters(Matcher matcher) {
    return new Scrypt(
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        HEX.parseHex(matcher.group(5)));
  }

  private static String checksum(Matcher matcher) {
    return checksum(matcher.group(1) + " " + matcher.group(6));
  }

  private static String checksum(String body) {
    return HEX.formatHex(Arrays.copyOf(Signatures.sha256(body.getBytes(US_ASCII)), CHECKSUM));
  }

  private static StorageException damaged(String sentence, Path file) {
    Problem problem =
        problem(sentence)
            .at("file", file)
            .advice("Restore it from a backup; without it none of the keys beside it can be read");
    return new StorageException(problem);
  }
}
