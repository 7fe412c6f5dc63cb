package io.debros.store;

import static io.debros.store.Neighbours.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Identify;
import io.debros.store.libp2p.host.Ping;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.multistream.Negotiation.Outcome;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.noise.NoiseSession;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.yamux.YamuxEvent;
import io.debros.store.libp2p.yamux.YamuxSession;
import io.debros.store.libp2p.yamux.YamuxSettings;
import io.debros.store.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   tests -> open, say... -> yamux -> Noise -> socket
 *   socket -> reader thread -> Noise -> yamux -> answers, unless stopReading()
 */
/**
 * A peer that keeps the rules of the lower layers on a plain socket, and breaks any rule above, or
 * below, that a test chooses: every layer can be spoken past. Answers identify by itself, and takes
 * streams of pubsub, bitswap and heads. Thread-safe.
 */
final class HostilePeer implements AutoCloseable {
  static final String PUBSUB = "/meshsub/1.1.0";

  private static final SecureRandom SECRETS = new SecureRandom();
  private static final int MOST_BYTES = 4 << 20;

  private final PrivateKey key;
  private final Socket socket;
  private final NoiseSession noise;
  private final YamuxSession yamux;
  private final Map<YamuxStream, Inbound> inbound = new HashMap<>();
  private final Map<String, BiConsumer<HostilePeer, byte[]>> receivers = new ConcurrentHashMap<>();
  private final Map<String, Function<byte[], byte @Nullable []>> answers =
      new ConcurrentHashMap<>();
  private volatile boolean isReading = true;
  private volatile boolean isOver;

  private HostilePeer(PrivateKey key, Socket socket) throws IOException {
    this.key = key;
    this.socket = socket;
    NoiseIdentity identity = NoiseIdentity.of(key, List.of(YamuxSession.PROTOCOL), SECRETS);
    Negotiation security = Negotiation.propose(List.of(NoiseSession.PROTOCOL));
    write(security.takeOutput());
    ByteBuffer input = ByteBuffer.allocate(0);
    while (security.outcome() == Outcome.RUNNING) {
      input = hear();
      security.receive(input);
    }
    noise = NoiseSession.dial(identity, null, SECRETS);
    noise.receive(input);
    write(noise.takeOutput());
    while (!noise.isEstablished()) {
      noise.receive(hear());
      write(noise.takeOutput());
    }
    YamuxSettings usual = YamuxSettings.defaults();
    YamuxSettings settings =
        new YamuxSettings(usual.receiveWindow(), 1000, 100_000, 100_000, 16 << 20, 1 << 30);
    yamux = YamuxSession.dialer(settings, System.nanoTime());
  }

  /** Connects as somebody that nobody knows. */
  static HostilePeer connect(DebrosNode node) {
    return connect(node.network().addresses().get(0), newKey());
  }

  /**
   * Connects in the proper way; is over at once if it is let in only to be sent away.
   *
   * @throws UncheckedIOException if it is not let in
   */
  static HostilePeer connect(Multiaddr address, PrivateKey key) {
    try {
      HostilePeer peer = new HostilePeer(key, socket(address));
      Thread reader = new Thread(peer::read, "hostile-peer");
      reader.setDaemon(true);
      reader.start();
      peer.awaitAcceptance();
      return peer;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** The end of a first stream shows that the other side has accepted us. */
  private void awaitAcceptance() {
    Stream first;
    synchronized (yamux) {
      if (!waitUntilOpen()) {
        return;
      }
      first = open(Ping.PROTOCOL);
      first.end();
    }
    await("the first answer", () -> first.isFinished() || isOver);
  }

  /** A socket on which nothing was said. */
  static Socket socket(Multiaddr address) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.endpoint().port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  static PrivateKey newKey() {
    return PrivateKey.generate(SECRETS);
  }

  PrivateKey key() {
    return key;
  }

  PeerId id() {
    return key.peerId();
  }

  /** Gives the messages of a protocol to somebody, on the thread that reads. */
  HostilePeer onMessage(String protocol, BiConsumer<HostilePeer, byte[]> receiver) {
    receivers.put(protocol, receiver);
    return this;
  }

  /**
   * Speaks one protocol more from now on, and says so: one question and its answer on a stream.
   *
   * @param answer gives null if there is none
   */
  HostilePeer onQuestion(String protocol, Function<byte[], byte @Nullable []> answer) {
    answers.put(protocol, answer);
    tell(Identify.PUSH_PROTOCOL, identify());
    return this;
  }

  /** Reads nothing any more, and goes on to speak. */
  void stopReading() {
    isReading = false;
  }

  /** Whether the other side has ended the connection. */
  boolean isOver() {
    return isOver;
  }

  /** Opens a stream and proposes a protocol; what is said next goes right behind. */
  Stream open(String protocol) {
    synchronized (yamux) {
      waitUntilOpen();
      Stream stream = new Stream(yamux.open());
      stream.say(Negotiation.propose(List.of(protocol)).takeOutput());
      return stream;
    }
  }

  /** Says one message on a stream of its own, and ends it; nothing if the connection is gone. */
  void tell(String protocol, byte[] message) {
    if (!isOver) {
      Stream stream = open(protocol);
      stream.say(FrameReader.frame(message));
      stream.end();
    }
  }

  /** Says something inside the secured connection that yamux knows nothing of. */
  void sayPastYamux(ByteBuffer frames) {
    synchronized (yamux) {
      try {
        write(noise.encrypt(frames));
      } catch (IOException gone) {
        isOver = true;
      }
    }
  }

  /** Says something on the bare socket. */
  void sayPastNoise(byte[] bytes) {
    synchronized (yamux) {
      try {
        write(bytes);
      } catch (IOException gone) {
        isOver = true;
      }
    }
  }

  /** Lets the other side send as much as it likes on a stream. */
  void grant(int stream) {
    sayPastYamux(ByteBuffer.wrap(header(1, 0, stream, -1)));
  }

  /** The header of a yamux frame with any values in it. */
  static byte[] header(int type, int flags, int stream, int length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .array();
  }

  @Override
  public void close() {
    isOver = true;
    try {
      socket.close();
    } catch (IOException ignored) {
      // it is gone in any case
    }
  }

  /** Whether a stream can be opened; if not yet, waits until it can, or never will. */
  private boolean waitUntilOpen() {
    while (!yamux.canOpen() && !isOver) {
      waitForAnswer();
    }
    return yamux.canOpen();
  }

  private void waitForAnswer() {
    assertThat(isReading).as("answers come to those who read").isTrue();
    try {
      yamux.wait(1_000);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private ByteBuffer hear() throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int count = socket.getInputStream().read(buffer);
    if (count < 0) {
      throw new IOException("The other side has ended the connection");
    }
    return ByteBuffer.wrap(buffer, 0, count);
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private void read() {
    try {
      receiveDecrypted();
      while (isReading) {
        ByteBuffer bytes = hear();
        if (isReading) {
          noise.receive(bytes);
          receiveDecrypted();
        }
      }
    } catch (IOException over) {
      isOver = true;
    } finally {
      synchronized (yamux) {
        yamux.notifyAll();
      }
    }
  }

  private void receiveDecrypted() {
    synchronized (yamux) {
      for (byte[] next = noise.read(); next != null; next = noise.read()) {
        yamux.receive(ByteBuffer.wrap(next), System.nanoTime());
      }
      List<YamuxEvent> events = new ArrayList<>();
      for (YamuxEvent event = yamux.pollEvent(); event != null; event = yamux.pollEvent()) {
        if (event instanceof YamuxEvent.GoneAway) {
          isOver = true;
        }
        events.add(event);
      }
      events.forEach(this::handle);
      flush();
      yamux.notifyAll();
    }
  }

  private void handle(YamuxEvent event) {
    if (event instanceof YamuxEvent.Opened opened) {
      inbound.put(opened.stream(), new Inbound(opened.stream()));
    } else if (event instanceof YamuxEvent.Arrived arrived) {
      readable(arrived.stream());
    } else if (event instanceof YamuxEvent.Ended ended) {
      readable(ended.stream());
    }
  }

  private void readable(YamuxStream stream) {
    Inbound known = inbound.get(stream);
    byte[] bytes = stream.read();
    if (known != null) {
      known.receive(bytes);
    }
  }

  private List<String> spoken() {
    List<String> protocols = new ArrayList<>(List.of(PUBSUB, Bitswap.PROTOCOL));
    protocols.addAll(answers.keySet());
    return protocols;
  }

  private byte[] identify() {
    @Nullable Multiaddr unseen = null;
    return new Identify(
            key.publicKey(), List.of(), spoken(), unseen, "ipfs/0.1.0", "hostile/1", null)
        .encode(null);
  }

  private void flush() {
    try {
      for (byte[] next = yamux.pollOutput(); next != null; next = yamux.pollOutput()) {
        write(noise.encrypt(ByteBuffer.wrap(next)));
      }
    } catch (IOException gone) {
      isOver = true;
    }
  }

  /** A stream of ours. What comes back on it is not looked at. */
  final class Stream {
    private final YamuxStream stream;

    private Stream(YamuxStream stream) {
      this.stream = stream;
    }

    /** Says something as the window allows, unless the connection or the stream is gone. */
    void say(byte[] bytes) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      synchronized (yamux) {
        while (rest.hasRemaining() && !isOver && !stream.isReset()) {
          stream.write(rest);
          flush();
          if (rest.hasRemaining()) {
            waitForAnswer();
          }
        }
      }
    }

    void end() {
      synchronized (yamux) {
        stream.closeWrite();
        flush();
      }
    }

    boolean isReset() {
      synchronized (yamux) {
        return stream.isReset();
      }
    }

    private boolean isFinished() {
      synchronized (yamux) {
        return stream.isFinished();
      }
    }
  }

  /** A stream of the other side. */
  private final class Inbound {
    private final YamuxStream stream;
    private final Negotiation negotiation = Negotiation.answer(this::isSpoken);
    private final FrameReader frames = new FrameReader(MOST_BYTES);

    Inbound(YamuxStream stream) {
      this.stream = stream;
    }

    private boolean isSpoken(String protocol) {
      return protocol.equals(Identify.PROTOCOL) || spoken().contains(protocol);
    }

    void receive(byte[] bytes) {
      ByteBuffer input = ByteBuffer.wrap(bytes);
      if (negotiation.outcome() == Outcome.RUNNING) {
        negotiation.receive(input);
        answer(negotiation.takeOutput());
        if (negotiation.outcome() == Outcome.AGREED) {
          begin();
        }
      }
      if (negotiation.outcome() == Outcome.AGREED) {
        BiConsumer<HostilePeer, byte[]> receiver = receivers.get(negotiation.protocol());
        byte[] rest = Arrays.copyOfRange(bytes, input.position(), bytes.length);
        List<byte[]> messages = new ArrayList<>(frames.receive(rest));
        if (receiver != null) {
          messages.forEach(message -> receiver.accept(HostilePeer.this, message));
        }
        messages.forEach(this::answerQuestion);
      }
    }

    private void begin() {
      if (negotiation.protocol().equals(Identify.PROTOCOL)) {
        answer(FrameReader.frame(identify()));
      }
      if (!answers.containsKey(negotiation.protocol())) {
        stream.closeWrite();
      }
    }

    private void answerQuestion(byte[] question) {
      Function<byte[], byte @Nullable []> known = answers.get(negotiation.protocol());
      byte[] said = known == null ? null : known.apply(question);
      if (said != null) {
        answer(FrameReader.frame(said));
        stream.closeWrite();
      }
    }

    private void answer(byte[] bytes) {
      if (!stream.isReset() && !stream.isWriteClosed()) {
        stream.write(ByteBuffer.wrap(bytes));
      }
    }
  }
}
