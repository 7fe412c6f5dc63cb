package io.debros.store.bitswap;

import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Presence;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that peers want. They are looked up when there is room to send them; peers take turns,
 * a message each. One thread at a time.
 */
final class Server {
  /** Blocks shorter than this are sent also to those who only ask whether they are here. */
  private static final int SMALL = 1024;

  private final BitswapLimits limits;
  private final Map<PeerId, Peer> peers;
  private final Outbox outbox;
  private final BlockReader own;

  /** Peers that wait for a block which is not here. */
  private final Map<Multihash, Set<Peer>> waiting = new HashMap<>();

  /** Peers that have something to look up, and room in their queue as far as we know. */
  private final Set<Peer> busy = new LinkedHashSet<>();

  /** Peers that would have room, if all together had. */
  private final Set<Peer> stalled = new LinkedHashSet<>();

  private int lookups;
  private long served;
  private long servedBytes;

  Server(BitswapLimits limits, Map<PeerId, Peer> peers, Outbox outbox, BlockReader own) {
    this.limits = limits;
    this.peers = peers;
    this.outbox = outbox;
    this.own = own;
    this.lookups = limits.maxLookups();
  }

  void disconnected(Peer peer) {
    clear(peer);
    stalled.remove(peer);
    resumeStalled();
  }

  void received(Peer peer, BitswapMessage message) {
    if (message.isFull()) {
      clear(peer);
    }
    int ofOthers = wanted() - peer.ledger.size();
    for (Want want : message.wants()) {
      received(peer, want, ofOthers);
    }
    resume(peer);
  }

  /**
   * A peer gave a block, so it does not want it, also if it does not say so: JavaScript does not.
   */
  void given(Peer peer, Multihash hash) {
    drop(peer, hash);
  }

  /**
   * Serves those who wait for a block that is here now.
   *
   * @param bytes if it is not stored; then those who have no room go on waiting
   */
  void found(Multihash hash, byte @Nullable [] bytes) {
    Set<Peer> peers = waiting.get(hash);
    if (peers == null) {
      return;
    }
    for (Peer peer : List.copyOf(peers)) {
      Ledger.Line line = peer.ledger.find(hash);
      if (line != null && (bytes == null || canHold(peer, bytes))) {
        waitNoMore(peer, hash);
        peer.ledger.found(line, bytes);
        resume(peer);
      }
    }
  }

  /** Serves a peer if it has room again. */
  void resume(Peer peer) {
    if (peer.ledger.hasNext() && outbox.hasRoomForBlocks(peer)) {
      busy.add(peer);
    }
  }

  /** Serves those for which there was no room as long as the others had so much queued. */
  void resumeStalled() {
    if (!stalled.isEmpty() && outbox.hasRoom()) {
      stalled.forEach(this::resume);
      stalled.clear();
    }
  }

  /** Allows more look-ups. */
  void tick() {
    lookups = limits.maxLookups();
  }

  /** Whether only {@link #tick} lets it go on. */
  boolean isTired() {
    return lookups <= 0 && !busy.isEmpty();
  }

  /** Sends one message to one peer; whether there was anything to send. */
  boolean serve() {
    while (!busy.isEmpty() && lookups > 0) {
      Peer peer = busy.iterator().next();
      busy.remove(peer);
      if (mayServe(peer)) {
        BitswapMessage message = answer(peer);
        resume(peer);
        if (message != null) {
          outbox.send(peer, message);
          return true;
        }
      }
    }
    return false;
  }

  /** Wants of all peers that are not answered. */
  int wanted() {
    return peers.values().stream().mapToInt(peer -> peer.ledger.size()).sum();
  }

  /** Number of blocks for which peers wait. */
  int awaited() {
    return waiting.size();
  }

  long served() {
    return served;
  }

  long servedBytes() {
    return servedBytes;
  }

  private void received(Peer peer, Want want, int ofOthers) {
    Multihash hash = want.cid().multihash();
    Ledger.Line known = peer.ledger.find(hash);
    boolean isStronger = known != null && known.isHave && want.kind() == Kind.BLOCK;
    if (isStronger || want.kind() == Kind.CANCEL) {
      drop(peer, hash);
    }
    if (want.kind() != Kind.CANCEL && mayWant(peer, ofOthers)) {
      peer.ledger.add(want, limits.maxUnanswered());
    }
  }

  /** An honest peer never wants so much that it needs more than its own. */
  private boolean mayWant(Peer peer, int ofOthers) {
    int own = peer.ledger.size();
    return own < limits.maxWants() || ofOthers + own < limits.maxWantsAll();
  }

  private boolean canHold(Peer peer, byte[] bytes) {
    long held = peer.queuedBytes + peer.ledger.heldBytes();
    return held + bytes.length <= limits.maxQueuedBytes();
  }

  private boolean mayServe(Peer peer) {
    if (!outbox.hasRoomForBlocks(peer)) {
      return false;
    }
    if (peer.queuedBytes > 0 && !outbox.hasRoom()) {
      stalled.add(peer);
      return false;
    }
    return true;
  }

  /** Looks up what a peer wants until the message is full; null if there is nothing to say. */
  private @Nullable BitswapMessage answer(Peer peer) {
    Answer answer = new Answer(limits.messageBytes());
    for (Ledger.Line line = peer.ledger.next();
        line != null && !answer.isFull() && lookups > 0;
        line = peer.ledger.next()) {
      byte[] bytes = find(line);
      if (bytes == null) {
        missing(peer, line, answer);
      } else if (line.isHave && bytes.length >= SMALL) {
        peer.ledger.remove(line);
        answer.add(new Presence(line.cid, true));
      } else if (answer.hasRoomFor(bytes)) {
        peer.ledger.remove(line);
        answer.add(Block.of(line.cid, bytes));
        served++;
        servedBytes += bytes.length;
      } else {
        break;
      }
    }
    return answer.toMessage();
  }

  private void missing(Peer peer, Ledger.Line line, Answer answer) {
    if (line.asksDontHave) {
      answer.add(new Presence(line.cid, false));
      line.asksDontHave = false;
    }
    if (!line.hash().isComputable()) {
      peer.ledger.remove(line);
      return;
    }
    waiting.computeIfAbsent(line.hash(), hash -> new LinkedHashSet<>(2)).add(peer);
    Ledger.Line forgotten = peer.ledger.keep(line, limits.maxWants());
    if (forgotten != null) {
      waitNoMore(peer, forgotten.hash());
    }
  }

  /** By multihash: all blocks that are stored here are named as dag-cbor. */
  private byte @Nullable [] find(Ledger.Line line) {
    if (line.bytes != null || !line.hash().isComputable()) {
      return line.bytes;
    }
    lookups--;
    byte[] bytes = own.find(line.cid);
    if (bytes == null && line.cid.codec() != Cid.DAG_CBOR) {
      bytes = own.find(Cid.of(Cid.DAG_CBOR, line.hash()));
    }
    return bytes == null || bytes.length > BitswapMessage.MAX_BLOCK_BYTES ? null : bytes;
  }

  private void drop(Peer peer, Multihash hash) {
    Ledger.Line line = peer.ledger.find(hash);
    if (line != null) {
      peer.ledger.remove(line);
      waitNoMore(peer, hash);
    }
  }

  private void clear(Peer peer) {
    busy.remove(peer);
    peer.ledger.clear().forEach(line -> waitNoMore(peer, line.hash()));
  }

  private void waitNoMore(Peer peer, Multihash hash) {
    Set<Peer> peers = waiting.get(hash);
    if (peers != null && peers.remove(peer) && peers.isEmpty()) {
      waiting.remove(hash);
    }
  }

  /** One message that grows. */
  private static final class Answer {
    private static final int OVERHEAD = 50;

    private final int most;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private int bytes;

    Answer(int most) {
      this.most = most;
    }

    void add(Block block) {
      blocks.add(block);
      bytes += OVERHEAD + block.data().length;
    }

    void add(Presence presence) {
      presences.add(presence);
      bytes += OVERHEAD + presence.cid().bytes().length;
    }

    boolean isFull() {
      return bytes >= most;
    }

    /** A longer block goes alone. */
    boolean hasRoomFor(byte[] data) {
      return bytes == 0 || bytes + OVERHEAD + data.length <= most;
    }

    @Nullable BitswapMessage toMessage() {
      return bytes == 0 ? null : BitswapMessage.ofAnswers(blocks, presences);
    }
  }
}
