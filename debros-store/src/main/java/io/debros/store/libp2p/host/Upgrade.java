package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.multistream.Negotiation.Outcome;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.noise.NoiseSession;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.yamux.YamuxSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 *   multistream: /noise -> Noise handshake -- a muxer was agreed in it ---------------> done
 *                                         '-- none was: multistream: /yamux, inside --^
 */
/**
 * Makes a secured connection with a muxer of one that is neither, on bytes: give it what comes,
 * send what it takes out, until it {@link #isDone}. One thread at a time.
 */
final class Upgrade {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final NoiseIdentity own;
  private final @Nullable PeerId expected;
  private final Direction direction;
  private final SecureRandom random;
  private final Negotiation security;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private @Nullable NoiseSession noise;
  private @Nullable Negotiation muxer;
  private ByteBuffer rest = NOTHING;
  private boolean isDone;

  /**
   * @param expected who must answer if this side dials; null if anybody may
   */
  Upgrade(NoiseIdentity own, @Nullable PeerId expected, Direction direction, SecureRandom random) {
    this.own = own;
    this.expected = expected;
    this.direction = direction;
    this.random = random;
    this.security = negotiation(NoiseSession.PROTOCOL);
    output.writeBytes(security.takeOutput());
  }

  /**
   * Reads all of the input.
   *
   * @throws BadPeerException if the other side is none, not the one expected, or speaks nothing
   *     that this node speaks
   */
  void receive(ByteBuffer input) {
    if (noise == null) {
      negotiateSecurity(input);
    }
    NoiseSession secured = noise;
    if (secured != null) {
      secured.receive(input);
      output.writeBytes(secured.takeOutput());
      if (secured.isEstablished()) {
        chooseMuxer(secured);
      }
    }
  }

  /** What is to be sent now; empty if there is nothing. */
  byte[] takeOutput() {
    byte[] bytes = output.toByteArray();
    output.reset();
    return bytes;
  }

  /** Whether the connection is secured and has a muxer. */
  boolean isDone() {
    return isDone;
  }

  /** The secured connection; what it has to read belongs to the muxer, behind {@link #rest}. */
  NoiseSession session() {
    if (noise == null || !isDone) {
      throw new IllegalStateException("Connection is not secured yet");
    }
    return noise;
  }

  /** What came for the muxer first. */
  ByteBuffer rest() {
    return rest;
  }

  private void negotiateSecurity(ByteBuffer input) {
    security.receive(input);
    output.writeBytes(security.takeOutput());
    if (isAgreed(security, NoiseSession.PROTOCOL)) {
      noise =
          direction == Direction.OUTBOUND
              ? NoiseSession.dial(own, expected, random)
              : NoiseSession.accept(own, random);
      output.writeBytes(noise.takeOutput());
    }
  }

  private void chooseMuxer(NoiseSession secured) {
    if (secured.muxer() != null) {
      isDone = true;
      return;
    }
    Negotiation running = muxer;
    if (running == null) {
      running = negotiation(YamuxSession.PROTOCOL);
      muxer = running;
      say(secured, running);
    }
    while (!isDone) {
      byte[] next = secured.read();
      if (next == null) {
        return;
      }
      rest = ByteBuffer.wrap(next);
      running.receive(rest);
      say(secured, running);
      isDone = isAgreed(running, YamuxSession.PROTOCOL);
    }
  }

  private void say(NoiseSession secured, Negotiation negotiation) {
    byte[] line = negotiation.takeOutput();
    if (line.length > 0) {
      output.writeBytes(secured.encrypt(ByteBuffer.wrap(line)));
    }
  }

  private Negotiation negotiation(String protocol) {
    return direction == Direction.OUTBOUND
        ? Negotiation.propose(List.of(protocol))
        : Negotiation.answer(protocol::equals);
  }

  private static boolean isAgreed(Negotiation negotiation, String protocol) {
    if (negotiation.outcome() == Outcome.REFUSED) {
      throw new BadPeerException(
          problem("Peer does not speak what every connection needs").at("protocol", protocol),
          Fault.UNSUPPORTED);
    }
    return negotiation.outcome() == Outcome.AGREED;
  }
}
