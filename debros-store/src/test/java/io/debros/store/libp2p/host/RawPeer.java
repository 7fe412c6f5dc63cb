package io.debros.store.libp2p.host;

import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.noise.NoiseSession;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.yamux.YamuxEvent;
import io.debros.store.libp2p.yamux.YamuxSession;
import io.debros.store.libp2p.yamux.YamuxSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A peer over a blocking socket that does on every layer what a test wants. One thread. */
final class RawPeer implements AutoCloseable {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final int PATIENCE_MILLIS = 30_000;

  final PrivateKey key = PrivateKey.generate(SECRETS);
  final Socket socket;
  private final Direction direction;
  private @Nullable NoiseSession noise;
  private @Nullable YamuxSession yamux;

  RawPeer(Socket socket, Direction direction) throws IOException {
    this.socket = socket;
    this.direction = direction;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** A socket to a host, on which nothing was said. */
  static RawPeer connect(TestHost host) throws IOException {
    return new RawPeer(
        new Socket(InetAddress.getLoopbackAddress(), host.port()), Direction.OUTBOUND);
  }

  /** Becomes a peer in the proper way; with these muxers in the handshake. */
  RawPeer upgrade(String... muxers) throws IOException {
    NoiseIdentity identity = NoiseIdentity.of(key, List.of(muxers), SECRETS);
    Upgrade upgrade = new Upgrade(identity, null, direction, SECRETS);
    say(upgrade.takeOutput());
    while (!upgrade.isDone()) {
      upgrade.receive(ByteBuffer.wrap(hear()));
      say(upgrade.takeOutput());
    }
    noise = upgrade.session();
    YamuxSettings settings = YamuxSettings.defaults();
    yamux =
        direction == Direction.OUTBOUND
            ? YamuxSession.dialer(settings, System.nanoTime())
            : YamuxSession.listener(settings, System.nanoTime());
    yamux.receive(upgrade.rest(), System.nanoTime());
    receiveDecrypted();
    return this;
  }

  RawPeer upgrade() throws IOException {
    return upgrade(YamuxSession.PROTOCOL);
  }

  NoiseSession noise() {
    if (noise == null) {
      throw new AssertionError("Not upgraded");
    }
    return noise;
  }

  YamuxSession yamux() {
    if (yamux == null) {
      throw new AssertionError("Not upgraded");
    }
    return yamux;
  }

  void say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Says something inside the secured connection. */
  void saySecured(byte[] plaintext) throws IOException {
    say(noise().encrypt(ByteBuffer.wrap(plaintext)));
  }

  /** Sends what the muxer has to send. */
  void flush() throws IOException {
    for (byte[] next = yamux().pollOutput(); next != null; next = yamux().pollOutput()) {
      saySecured(next);
    }
  }

  /** What comes next; empty at the end. */
  byte[] hear() throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int count = socket.getInputStream().read(buffer);
    return Arrays.copyOf(buffer, Math.max(0, count));
  }

  /** Waits for an event of the muxer; null if the connection ends before. */
  @Nullable YamuxEvent await(Predicate<YamuxEvent> wanted) throws IOException {
    while (true) {
      for (YamuxEvent next = yamux().pollEvent(); next != null; next = yamux().pollEvent()) {
        if (wanted.test(next)) {
          return next;
        }
      }
      byte[] bytes = hear();
      if (bytes.length == 0) {
        return null;
      }
      noise().receive(ByteBuffer.wrap(bytes));
      receiveDecrypted();
    }
  }

  /** Reads to the end; whether there is one, be it proper or a reset. */
  boolean isEnded() throws IOException {
    try {
      while (hear().length > 0) {}
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void receiveDecrypted() {
    for (byte[] next = noise().read(); next != null; next = noise().read()) {
      yamux().receive(ByteBuffer.wrap(next), System.nanoTime());
    }
  }
}
