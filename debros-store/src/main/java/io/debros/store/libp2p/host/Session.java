package io.debros.store.libp2p.host;

import io.debros.store.libp2p.noise.NoiseSession;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.yamux.YamuxSession;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * What there is once a connection is established: who is at the other end, and streams inside
 * encrypted messages on a wire. Host thread.
 */
final class Session {
  private final Wire wire;
  private final NoiseSession noise;
  private final Streams streams;
  private final Liveness liveness;
  private final Instant since = Instant.now();

  Session(
      Connection connection,
      HostContext context,
      ConnectionOwner owner,
      Wire wire,
      NoiseSession noise) {
    this.wire = wire;
    this.noise = noise;
    YamuxSession yamux =
        connection.direction() == Direction.OUTBOUND
            ? YamuxSession.dialer(context.settings().yamux(), System.nanoTime())
            : YamuxSession.listener(context.settings().yamux(), System.nanoTime());
    this.streams = new Streams(connection, context, owner, yamux);
    this.liveness = new Liveness(connection, context);
  }

  PeerId peer() {
    return noise.remotePeer();
  }

  Streams streams() {
    return streams;
  }

  Instant since() {
    return since;
  }

  /** Reads what came together with the end of the upgrade. */
  void begin(ByteBuffer rest) {
    streams.receive(rest);
    readDecrypted();
  }

  /** Reads all of the input. */
  void receive(ByteBuffer encrypted) {
    noise.receive(encrypted);
    readDecrypted();
  }

  /** Does what is due. */
  void tick(long now) {
    streams.tick(now);
    liveness.tick(now);
  }

  /** Sends for as long as the wire takes it, and nobody stops it; whether there was anything. */
  boolean send(BooleanSupplier isStopped) {
    boolean isSent = false;
    while (wire.isWritable() && !isStopped.getAsBoolean() && sendNext()) {
      isSent = true;
    }
    if (isSent) {
      wire.flush();
    }
    return isSent;
  }

  /** Sends everything that is left, and that there will be no more. */
  void sayGoodBye() {
    streams.close();
    boolean isMore = true;
    while (isMore) {
      isMore = sendNext();
    }
  }

  private boolean sendNext() {
    byte[] next = streams.pollOutput();
    if (next == null) {
      return false;
    }
    byte[] encrypted = noise.encrypt(ByteBuffer.wrap(next));
    if (encrypted.length > 0) {
      wire.write(encrypted);
    }
    return true;
  }

  private void readDecrypted() {
    for (byte[] next = noise.read(); next != null; next = noise.read()) {
      streams.receive(ByteBuffer.wrap(next));
    }
  }
}
