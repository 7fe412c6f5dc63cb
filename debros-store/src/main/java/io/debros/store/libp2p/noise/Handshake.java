package io.debros.store.libp2p.noise;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 *   XX:  A  -> e
 *        B  <- e, ee, s, es   payload of the responder
 *        C  -> s, se          payload of the initiator
 */
/** One side of the three messages of Noise XX, without their frames. One thread at a time. */
final class Handshake {
  /** Bytes of a static key that is encrypted. */
  private static final int SEALED_KEY = X25519Key.SIZE + CipherState.TAG;

  private static final byte[] NOTHING = {};

  private final SymmetricState state = new SymmetricState();
  private final NoiseIdentity own;
  private final X25519Key ephemeral;
  private final boolean isInitiator;
  private byte[] remoteEphemeral = NOTHING;
  private @Nullable Payload remote;
  private boolean isFinished;

  private Handshake(NoiseIdentity own, X25519Key ephemeral, boolean isInitiator) {
    this.own = own;
    this.ephemeral = ephemeral;
    this.isInitiator = isInitiator;
  }

  static Handshake initiator(NoiseIdentity own, X25519Key ephemeral) {
    return new Handshake(own, ephemeral, true);
  }

  static Handshake responder(NoiseIdentity own, X25519Key ephemeral) {
    return new Handshake(own, ephemeral, false);
  }

  /** The first message, of the initiator. */
  byte[] writeA() {
    byte[] key = ephemeral.publicKey();
    mixHash(key);
    mixHash(NOTHING);
    return key;
  }

  /** Reads the message that this side waits for. */
  void read(byte[] message) {
    if (isInitiator) {
      readB(message);
    } else if (remoteEphemeral.length == 0) {
      readA(message);
    } else {
      readC(message);
    }
  }

  private void readA(byte[] message) {
    requireLength(message.length == X25519Key.SIZE, message);
    remoteEphemeral = message.clone();
    mixHash(remoteEphemeral);
    mixHash(NOTHING);
  }

  /** The answer of the responder. */
  byte[] writeB() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    byte[] key = ephemeral.publicKey();
    mixHash(key);
    message.writeBytes(key);
    state.mixKey(ephemeral.agree(remoteEphemeral));
    message.writeBytes(state.encryptAndHash(own.staticKey().publicKey()));
    state.mixKey(own.staticKey().agree(remoteEphemeral));
    message.writeBytes(state.encryptAndHash(own.payload()));
    return message.toByteArray();
  }

  private void readB(byte[] message) {
    requireLength(message.length >= X25519Key.SIZE + SEALED_KEY + CipherState.TAG, message);
    remoteEphemeral = Arrays.copyOf(message, X25519Key.SIZE);
    mixHash(remoteEphemeral);
    state.mixKey(ephemeral.agree(remoteEphemeral));
    byte[] staticKey = state.decryptAndHash(message, X25519Key.SIZE, SEALED_KEY);
    state.mixKey(ephemeral.agree(staticKey));
    remote = readPayload(message, X25519Key.SIZE + SEALED_KEY, staticKey);
  }

  /** The last message, of the initiator. */
  byte[] writeC() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(state.encryptAndHash(own.staticKey().publicKey()));
    state.mixKey(own.staticKey().agree(remoteEphemeral));
    message.writeBytes(state.encryptAndHash(own.payload()));
    isFinished = true;
    return message.toByteArray();
  }

  private void readC(byte[] message) {
    requireLength(message.length >= SEALED_KEY + CipherState.TAG, message);
    byte[] staticKey = state.decryptAndHash(message, 0, SEALED_KEY);
    state.mixKey(ephemeral.agree(staticKey));
    remote = readPayload(message, SEALED_KEY, staticKey);
    isFinished = true;
  }

  /** What the other side said of itself; null before its message has come. */
  @Nullable Payload remote() {
    return remote;
  }

  boolean isFinished() {
    return isFinished;
  }

  /** What both sides saw: equal on both of them after the last message. */
  byte[] hash() {
    return state.hash();
  }

  /** The key that this side encrypts with, and the one of the other side. */
  byte[][] keys() {
    byte[][] keys = state.split();
    return isInitiator ? keys : new byte[][] {keys[1], keys[0]};
  }

  private Payload readPayload(byte[] message, int offset, byte[] staticKey) {
    return Payload.open(state.decryptAndHash(message, offset, message.length - offset), staticKey);
  }

  private void mixHash(byte[] data) {
    state.mixHash(data, 0, data.length);
  }

  private static void requireLength(boolean isRight, byte[] message) {
    if (!isRight) {
      throw new BadPeerException(
          problem("Noise handshake has a message of a wrong length").at("bytes", message.length),
          Fault.MALFORMED);
    }
  }
}
