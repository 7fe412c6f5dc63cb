package io.debros.store.libp2p.noise;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PublicKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One secured connection, on bytes: give it what comes from the wire, and send what it takes out.
 * When it {@link #isEstablished}, the peer has proven who it is; from then on {@link #read} gives
 * what the peer says, and {@link #encrypt} makes frames of what is said to it. After an error it is
 * of no use any more. How long the handshake may take is for the caller to say. One thread at a
 * time.
 *
 * <p>Memory: one frame of {@value FrameReader#MAX_BODY} bytes that is not complete, and what was
 * received but not read yet; so read all of it before more is received.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 */
public final class NoiseSession {
  /** The name of the security protocol in multistream-select. */
  public static final String PROTOCOL = "/noise";

  /** The longest plaintext of one frame. */
  public static final int MAX_PLAINTEXT = FrameReader.MAX_BODY - CipherState.TAG;

  /** The longest message of a handshake; those of usual peers have about 200 bytes. */
  static final int MAX_HANDSHAKE = 8 * 1024;

  private static final int PREFIX = 2;
  private static final byte[] NO_DATA = {};

  private final NoiseIdentity own;
  private final @Nullable PeerId expected;
  private final boolean isDialer;
  private final Handshake handshake;
  private final FrameReader frames = new FrameReader();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Queue<byte[]> received = new ArrayDeque<>();
  private @Nullable Established established;
  private boolean isFailed;

  private NoiseSession(
      NoiseIdentity own, @Nullable PeerId expected, boolean isDialer, X25519Key ephemeral) {
    this.own = own;
    this.expected = expected;
    this.isDialer = isDialer;
    this.handshake =
        isDialer ? Handshake.initiator(own, ephemeral) : Handshake.responder(own, ephemeral);
    if (isDialer) {
      send(handshake.writeA());
    }
  }

  /**
   * Starts as the side that dialled.
   *
   * @param expected who must answer; null if anybody may
   */
  public static NoiseSession dial(
      NoiseIdentity own, @Nullable PeerId expected, SecureRandom random) {
    return dial(own, expected, X25519Key.generate(random));
  }

  static NoiseSession dial(NoiseIdentity own, @Nullable PeerId expected, X25519Key ephemeral) {
    return new NoiseSession(own, expected, true, ephemeral);
  }

  /** Starts as the side that was dialled. */
  public static NoiseSession accept(NoiseIdentity own, SecureRandom random) {
    return accept(own, X25519Key.generate(random));
  }

  static NoiseSession accept(NoiseIdentity own, X25519Key ephemeral) {
    return new NoiseSession(own, null, false, ephemeral);
  }

  /**
   * Reads all of the input.
   *
   * @throws BadPeerException if the peer is not who it says, is not expected, or bytes were
   *     changed; close the connection then
   */
  public void receive(ByteBuffer input) {
    if (isFailed) {
      throw new IllegalStateException("Noise session has failed before");
    }
    try {
      while (input.hasRemaining() && receiveFrame(input)) {}
    } catch (BadPeerException bad) {
      isFailed = true;
      received.clear();
      throw bad;
    }
  }

  /** Messages of the handshake that are to be sent now; empty if there is none. */
  public byte[] takeOutput() {
    byte[] bytes = output.toByteArray();
    output.reset();
    return bytes;
  }

  /** Whether the handshake is done, and the peer known. */
  public boolean isEstablished() {
    return established != null;
  }

  /** What the peer said next, never empty; null if nothing more has come yet. */
  public byte @Nullable [] read() {
    return received.poll();
  }

  /**
   * Encrypts all that remains of the plaintext, in frames for the wire.
   *
   * @throws IllegalStateException if the session is not established
   */
  public byte[] encrypt(ByteBuffer plaintext) {
    CipherState sending = established().sending;
    int count = (plaintext.remaining() + MAX_PLAINTEXT - 1) / MAX_PLAINTEXT;
    ByteBuffer wire =
        ByteBuffer.allocate(plaintext.remaining() + count * (PREFIX + CipherState.TAG));
    while (plaintext.hasRemaining()) {
      int length = Math.min(plaintext.remaining(), MAX_PLAINTEXT);
      ByteBuffer part = plaintext.slice(plaintext.position(), length);
      plaintext.position(plaintext.position() + length);
      wire.putShort((short) (length + CipherState.TAG));
      sending.encrypt(NO_DATA, part, wire);
    }
    return wire.array();
  }

  /**
   * Who is at the other end.
   *
   * @throws IllegalStateException if the session is not established
   */
  public PublicKey remoteKey() {
    return established().remote.identity();
  }

  /** The id of {@link #remoteKey}. */
  public PeerId remotePeer() {
    return PeerId.of(remoteKey());
  }

  /** The muxer that both agreed on in the handshake; null if it is still to be negotiated. */
  public @Nullable String muxer() {
    return established().muxer;
  }

  /** What both sides saw of the handshake. */
  byte[] handshakeHash() {
    return handshake.hash();
  }

  private boolean receiveFrame(ByteBuffer input) {
    Established present = established;
    byte[] frame = frames.next(input, present == null ? MAX_HANDSHAKE : FrameReader.MAX_BODY);
    if (frame == null) {
      return false;
    }
    if (present == null) {
      receiveHandshake(frame);
    } else {
      receiveData(present, frame);
    }
    return true;
  }

  private void receiveHandshake(byte[] message) {
    handshake.read(message);
    Payload remote = handshake.remote();
    if (remote == null) {
      send(handshake.writeB());
      return;
    }
    check(PeerId.of(remote.identity()));
    String muxer = chooseMuxer(remote.muxers());
    if (!handshake.isFinished()) {
      send(handshake.writeC());
    }
    byte[][] keys = handshake.keys();
    established =
        new Established(new CipherState(keys[0]), new CipherState(keys[1]), remote, muxer);
  }

  private void receiveData(Established present, byte[] frame) {
    if (frame.length < CipherState.TAG) {
      throw new BadPeerException(
          problem("Noise frame is too short").at("bytes", frame.length), Fault.MALFORMED);
    }
    byte[] plaintext = present.receiving.decrypt(frame, 0, frame.length);
    if (plaintext.length > 0) {
      received.add(plaintext);
    }
  }

  private void check(PeerId remote) {
    if (remote.equals(own.peerId())) {
      throw new BadPeerException(
          problem("Peer is this node itself").at("peer", remote), Fault.WRONG_PEER);
    }
    if (expected != null && !remote.equals(expected)) {
      throw new BadPeerException(
          problem("Another peer answers at this address")
              .at("expected", expected)
              .at("found", remote)
              .advice("Correct the peer id at the end of the address"),
          Fault.WRONG_PEER);
    }
  }

  /** The first of the dialler's muxers that both speak; null if a side leaves it for later. */
  private @Nullable String chooseMuxer(List<String> remote) {
    if (remote.isEmpty() || own.muxers().isEmpty()) {
      return null;
    }
    List<String> first = isDialer ? own.muxers() : remote;
    List<String> second = isDialer ? remote : own.muxers();
    return first.stream()
        .filter(second::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new BadPeerException(
                    problem("Peer speaks no stream muxer that this node speaks")
                        .at("ours", own.muxers())
                        .at("theirs", remote),
                    Fault.UNSUPPORTED));
  }

  private Established established() {
    if (established == null) {
      throw new IllegalStateException("Noise handshake is not done");
    }
    return established;
  }

  private void send(byte[] message) {
    output.write(message.length >> Byte.SIZE);
    output.write(message.length);
    output.writeBytes(message);
  }

  /** What there is after the handshake. */
  private record Established(
      CipherState sending, CipherState receiving, Payload remote, @Nullable String muxer) {}
}
