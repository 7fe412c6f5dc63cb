package io.debros.store.network;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.bitswap.BitswapAction;
import io.debros.store.bitswap.BitswapPerformer;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.Listed;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.Timer;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Answers never come on the stream that carried the want, so we end our side of streams that peers
 * open at once. Ours stay open for some seconds: a message costs no negotiation then. A JavaScript
 * peer resets a stream that is silent for 10 seconds, so we end it before.
 */
/** Bitswap over streams. Host thread only. */
final class BlockStreams implements BitswapPerformer {

  private static final long IDLE_MILLIS = 4_000;
  private static final long RETRY_MILLIS = 500;

  private final Host host;
  private final Bitswap bitswap;
  private final int maxMessageBytes;
  private final BlockListener listener;
  private final Map<PeerId, Neighbour> neighbours = new HashMap<>();
  private @Nullable Timer timer;
  private long timerAt = Long.MAX_VALUE;
  private boolean isDraining;

  BlockStreams(Host host, Bitswap bitswap, int maxMessageBytes, BlockListener listener) {
    this.host = host;
    this.bitswap = bitswap;
    this.maxMessageBytes = maxMessageBytes;
    this.listener = listener;
    host.handle(Bitswap.PROTOCOL, this::accept, Listed.YES);
  }

  /** It is known what a peer speaks. */
  void identified(PeerId peer, Set<String> protocols) {
    if (protocols.contains(Bitswap.PROTOCOL) && !neighbours.containsKey(peer)) {
      join(peer);
    }
  }

  void disconnected(PeerId peer) {
    Neighbour gone = neighbours.remove(peer);
    if (gone != null) {
      gone.sender.abandon();
      bitswap.disconnected(peer, host.now());
      drain();
    }
  }

  void fetch(List<Cid> blocks, List<PeerId> preferred) {
    bitswap.fetch(blocks, preferred, host.now());
    drain();
  }

  void cancel(List<Cid> blocks) {
    bitswap.cancel(blocks, host.now());
    drain();
  }

  /** Blocks became available here. */
  void stored(Collection<Cid> blocks) {
    bitswap.stored(blocks, host.now());
    drain();
  }

  @Override
  public void send(PeerId peer, byte[] message) {
    Neighbour neighbour = neighbours.get(peer);
    if (neighbour != null) {
      neighbour.send(message);
    }
  }

  @Override
  public void arrived(Cid block, byte[] bytes, @Nullable PeerId from) {
    listener.arrived(block, bytes);
  }

  @Override
  public void unavailable(Cid block) {
    listener.unavailable(block);
  }

  @Override
  public void misbehaved(PeerId peer, Problem problem, boolean isBreach) {
    host.misbehaved(peer, problem, isBreach);
  }

  private void join(PeerId peer) {
    neighbours.put(peer, new Neighbour(peer));
    bitswap.connected(peer, host.now());
    drain();
  }

  private StreamHandler accept(HostStream stream) {
    stream.closeWrite();
    PeerId peer = stream.peer();
    if (!neighbours.containsKey(peer)) {
      join(peer);
    }
    return new FrameReceiver(
        host,
        stream,
        maxMessageBytes,
        message -> {
          bitswap.received(peer, message, host.now());
          drain();
        },
        () -> {});
  }

  /** Does what the protocol wants; what comes of it meanwhile is done by the outermost call. */
  private void drain() {
    if (isDraining) {
      return;
    }
    isDraining = true;
    try {
      for (BitswapAction next = bitswap.poll(); next != null; next = bitswap.poll()) {
        next.perform(this);
      }
    } finally {
      isDraining = false;
    }
    schedule();
  }

  private void schedule() {
    long due = bitswap.nextTick();
    if (due == timerAt) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerAt = due;
    timer = due == Long.MAX_VALUE ? null : host.schedule(due - host.now(), this::tick);
  }

  private void tick() {
    timerAt = Long.MAX_VALUE;
    timer = null;
    bitswap.tick(host.now());
    drain();
  }

  /** A peer, and our stream to it. */
  private final class Neighbour implements FrameSender.Owner {
    private final PeerId peer;
    private final FrameSender sender;
    private long lastSent;
    private boolean isWatched;

    Neighbour(PeerId peer) {
      this.peer = peer;
      this.sender = new FrameSender(host, peer, List.of(Bitswap.PROTOCOL), this::sent, this);
    }

    void send(byte[] message) {
      lastSent = host.now();
      sender.send(message);
      if (!isWatched) {
        isWatched = true;
        host.schedule(IDLE_MILLIS, this::endIfIdle);
      }
    }

    private void sent(int length) {
      bitswap.sent(peer, length);
      drain();
    }

    private void endIfIdle() {
      long idle = host.now() - lastSent;
      if (sender.isIdle() && idle >= IDLE_MILLIS) {
        isWatched = false;
        sender.finish();
      } else {
        host.schedule(Math.max(100, IDLE_MILLIS - idle), this::endIfIdle);
      }
    }

    @Override
    public void opened(String protocol) {}

    /** What was lost with the stream is asked for anew, but not at once: it may fail again. */
    @Override
    public void closed(@Nullable Problem why) {
      if (why != null && isPresent()) {
        bitswap.disconnected(peer, host.now());
        drain();
        host.schedule(RETRY_MILLIS, this::comeBack);
      }
    }

    /** The peer is as one that just came, if it is still there. */
    private void comeBack() {
      if (!isPresent()) {
        return;
      }
      if (host.isConnected(peer)) {
        bitswap.connected(peer, host.now());
        drain();
      } else {
        neighbours.remove(peer);
      }
    }

    private boolean isPresent() {
      return neighbours.get(peer) == this;
    }
  }
}
