package io.debros.store.libp2p.psk;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.jspecify.annotations.Nullable;

/*
 * Each side sends 24 random bytes, its nonce, and behind them everything XORed with the XSalsa20
 * stream of key and nonce. Nothing tells whether the other side has the same key, but both sides
 * of every libp2p connection begin with the same line, so that a wrong key shows at once.
 *
 * Nothing is sent behind our nonce before theirs is here: JavaScript lost, up to @libp2p/pnet 3.0,
 * what came in one piece with the nonce.
 */
/**
 * One connection of a private network, on bytes: below security, above the transport. Send {@link
 * #nonce} first; give what comes to {@link #decrypt}; encrypt what is to be sent, in order, once it
 * {@link #isOpen}. After an error it is of no use any more. One thread at a time.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pnet/Private-Networks-PSK-V1.md">PSK
 *     networks</a>
 */
public final class PskSession {
  /** The first line of multistream-select, with which each side of a connection begins. */
  private static final byte[] GREETING = "\u0013/multistream/1.0.0\n".getBytes(US_ASCII);

  private static final byte[] NOTHING = {};

  private final SwarmKey key;
  private final byte[] nonce = new byte[SwarmKey.NONCE];
  private final XSalsa20Engine sending;
  private final ByteBuffer remoteNonce = ByteBuffer.allocate(SwarmKey.NONCE);
  private @Nullable XSalsa20Engine receiving;
  private int greeted;

  public PskSession(SwarmKey key, SecureRandom random) {
    this.key = key;
    random.nextBytes(nonce);
    this.sending = key.stream(nonce);
  }

  /** What to send before anything else; a copy. */
  public byte[] nonce() {
    return nonce.clone();
  }

  /** Whether the nonce of the other side has come, so that data may follow ours. */
  public boolean isOpen() {
    return receiving != null;
  }

  /**
   * Encrypts all that remains of the plaintext.
   *
   * @throws IllegalStateException if this is not open
   */
  public byte[] encrypt(ByteBuffer plaintext) {
    if (!isOpen()) {
      throw new IllegalStateException("Nonce of the other side has not come");
    }
    return xor(sending, plaintext);
  }

  /**
   * Reads all of the input.
   *
   * @return what the other side says; empty as long as there is only its nonce
   * @throws BadPeerException if the other side has another key, or none; close the connection then
   */
  public byte[] decrypt(ByteBuffer input) {
    XSalsa20Engine stream = receiving == null ? open(input) : receiving;
    if (stream == null || !input.hasRemaining()) {
      return NOTHING;
    }
    byte[] plaintext = xor(stream, input);
    checkGreeting(plaintext);
    return plaintext;
  }

  private @Nullable XSalsa20Engine open(ByteBuffer input) {
    while (input.hasRemaining() && remoteNonce.hasRemaining()) {
      remoteNonce.put(input.get());
    }
    if (remoteNonce.hasRemaining()) {
      return null;
    }
    if (Arrays.equals(remoteNonce.array(), 0, GREETING.length, GREETING, 0, GREETING.length)) {
      throw outsider("Peer is not in a private network");
    }
    receiving = key.stream(remoteNonce.array());
    return receiving;
  }

  private void checkGreeting(byte[] plaintext) {
    int count = Math.min(plaintext.length, GREETING.length - greeted);
    if (!Arrays.equals(plaintext, 0, count, GREETING, greeted, greeted + count)) {
      throw outsider("Peer is in another private network");
    }
    greeted += count;
  }

  private BadPeerException outsider(String sentence) {
    return new BadPeerException(
        problem(sentence)
            .at("ours", key.fingerprint())
            .advice("Give all nodes of the network the same swarm key file"),
        Fault.UNSUPPORTED);
  }

  private static byte[] xor(XSalsa20Engine stream, ByteBuffer input) {
    byte[] bytes = new byte[input.remaining()];
    input.get(bytes);
    stream.processBytes(bytes, 0, bytes.length, bytes, 0);
    return bytes;
  }
}
