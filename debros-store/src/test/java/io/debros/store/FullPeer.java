package io.debros.store;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.gossipsub.Gossipsub;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostListener;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.Listed;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.StreamOpener;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.libp2p.peer.ProtobufWriter;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A peer that subscribes to a topic, turns away who grafts it, and names another. Thread-safe. */
final class FullPeer implements AutoCloseable {
  private static final int CONTROL = 3;
  private static final int GRAFT = 3;

  private final PrivateKey key = PrivateKey.generate(new SecureRandom());
  private final Host host;
  private volatile String topic = "";
  private volatile byte[] named = {};
  private volatile boolean hasPruned;
  private @Nullable HostStream answers;

  private FullPeer() {
    HostSettings settings =
        HostSettings.defaults().withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    host = Host.start(settings, key, new Silent(), this::setUp);
  }

  static FullPeer start() {
    return new FullPeer();
  }

  /** Names a peer to who grafts it for a topic. */
  void names(String name, byte[] peer) {
    topic = name;
    named = peer;
  }

  Multiaddr address() {
    return host.addresses().get(0).withPeer(host.id());
  }

  boolean hasPruned() {
    return hasPruned;
  }

  /** Says something for which it is thrown out. */
  void breakRules() {
    host.execute(() -> say(HostileWords.publishUnsigned(key, topic, new byte[1], 1)));
  }

  @Override
  public void close() {
    host.close();
  }

  private void setUp(Host started) {
    started.handle(HostilePeer.PUBSUB, stream -> new Listening(started, stream), Listed.YES);
  }

  private void say(byte[] rpc) {
    if (answers != null) {
      answers.write(ByteBuffer.wrap(FrameReader.frame(rpc)));
    }
  }

  private void prune() {
    ProtobufWriter prune = new ProtobufWriter().text(1, topic);
    ProtobufWriter control = new ProtobufWriter().message(4, prune.bytes(2, named).uint64(3, 60));
    say(new ProtobufWriter().message(CONTROL, control).toBytes());
    hasPruned = true;
  }

  private static boolean isGraft(byte[] rpc) {
    ProtobufReader reader = ProtobufReader.of("RPC", rpc);
    while (reader.next()) {
      if (reader.field() == CONTROL) {
        ProtobufReader control = reader.message("Control", rpc.length);
        while (control.next()) {
          if (control.field() == GRAFT) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The stream of the other side; ours is opened when it comes. */
  private final class Listening implements StreamHandler, StreamOpener {
    private final HostStream stream;
    private final FrameReader frames = new FrameReader(4 << 20);

    Listening(Host started, HostStream stream) {
      this.stream = stream;
      started.open(stream.peer(), Gossipsub.PROTOCOLS, this);
    }

    @Override
    public void readable() {
      for (byte[] rpc : frames.receive(stream.read())) {
        if (isGraft(rpc)) {
          prune();
        }
      }
    }

    @Override
    public StreamHandler opened(HostStream opened) {
      answers = opened;
      say(HostileWords.subscribe(topic));
      return new Talking();
    }

    @Override
    public void writable() {}

    @Override
    public void closed(@Nullable Problem why) {}

    @Override
    public void failed(@Nullable Problem why) {}
  }

  private static final class Talking implements StreamHandler {
    @Override
    public void readable() {}

    @Override
    public void writable() {}

    @Override
    public void closed(@Nullable Problem why) {}
  }

  private static final class Silent implements HostListener {
    @Override
    public void connected(PeerId peer) {}

    @Override
    public void identified(PeerId peer, Set<String> protocols) {}

    @Override
    public void disconnected(PeerId peer) {}
  }
}
