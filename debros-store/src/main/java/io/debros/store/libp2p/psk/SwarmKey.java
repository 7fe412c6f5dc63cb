package io.debros.store.libp2p.psk;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * The key of a private network: whoever has it may connect, nobody else can. Its text never shows
 * it; {@link #fingerprint} tells whether two nodes have the same. Immutable, thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pnet/Private-Networks-PSK-V1.md">PSK
 *     networks</a>
 */
public final class SwarmKey {
  /** Bytes of a key. */
  public static final int SIZE = 32;

  static final int NONCE = 24;

  private static final int FINGERPRINT = 16;
  private static final int SALSA_BLOCK = 64;
  private static final byte[] FINGERPRINT_NONCE = {'f', 'i', 'n', 'p', 'r', 'i', 'n', 't'};

  private final byte[] key;

  SwarmKey(byte[] key) {
    this.key = key;
  }

  /** A new key. */
  public static SwarmKey generate(SecureRandom random) {
    byte[] key = new byte[SIZE];
    random.nextBytes(key);
    return new SwarmKey(key);
  }

  /**
   * Reads the content of a swarm key file: the line {@code /key/swarm/psk/1.0.0/}, a line with the
   * encoding ({@code /base16/}, {@code /base64/} or {@code /bin/}), and the key so encoded. Lines
   * may end as on any system; blanks behind the key do not matter.
   *
   * @throws IllegalArgumentException that says what is wrong, without showing any of it
   */
  public static SwarmKey parse(byte[] content) {
    return new SwarmKeyReader(content).read();
  }

  /**
   * Reads a swarm key file, see {@link #parse}.
   *
   * @throws IllegalArgumentException if it is not one; the message names the file
   * @throws StorageException if it cannot be read
   */
  public static SwarmKey read(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return parse(stream.readNBytes(SwarmKeyReader.LONGEST + 1));
    } catch (IOException e) {
      throw new StorageException(
          problem("Swarm key file cannot be read")
              .at("file", file)
              .advice("Check that it is there, and that this process may read it"),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The content of a swarm key file with this key in it: a secret. */
  public String fileContent() {
    return SwarmKeyReader.HEADER + "\n/base16/\n" + HexFormat.of().formatHex(key) + "\n";
  }

  /** Tells keys apart, and says nothing else of them; in hex, the same that Kubo prints. */
  public String fingerprint() {
    Salsa20Engine salsa = new Salsa20Engine();
    salsa.init(true, new ParametersWithIV(new KeyParameter(key), FINGERPRINT_NONCE));
    byte[] stream = new byte[SALSA_BLOCK];
    salsa.processBytes(stream, 0, SALSA_BLOCK, stream, 0);
    SHAKEDigest shake = new SHAKEDigest(128);
    shake.update(stream, 0, SALSA_BLOCK);
    byte[] fingerprint = new byte[FINGERPRINT];
    shake.doFinal(fingerprint, 0, FINGERPRINT);
    return HexFormat.of().formatHex(fingerprint);
  }

  /** The key stream of one direction of one connection. */
  XSalsa20Engine stream(byte[] nonce) {
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    return stream;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SwarmKey that && MessageDigest.isEqual(key, that.key);
  }

  @Override
  public int hashCode() {
    return fingerprint().hashCode();
  }

  /** The fingerprint. */
  @Override
  public String toString() {
    return "swarm key " + fingerprint();
  }
}
