package io.debros.store.bitswap;

import static io.debros.store.error.Problem.problem;

import io.debros.store.bitswap.BitswapAction.Misbehaved;
import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bitswap 1.2: gets blocks from peers and gives them ours. Pure: it is told what happened and when,
 * and says what to do. After every call, take actions with {@link #poll} until there are none, and
 * call {@link #tick} at {@link #nextTick}. Memory is bounded by the {@link BitswapLimits} and by
 * what is fetched. Blocks are known by their multihash; only sha2-256 is fetched and served. One
 * thread at a time; times are milliseconds that never go back.
 *
 * @see <a href="https://specs.ipfs.tech/bitswap-protocol/">Bitswap</a>
 */
public final class Bitswap {
  /** The name of the protocol. */
  public static final String PROTOCOL = "/ipfs/bitswap/1.2.0";

  private final BitswapLimits limits;
  private final Map<PeerId, Peer> peers = new LinkedHashMap<>();
  private final Outbox outbox;
  private final Client client;
  private final Server server;
  private long now;
  private long received;
  private long receivedBytes;
  private long duplicates;
  private long unwanted;

  /**
   * A node without peers.
   *
   * @param own blocks of this node
   */
  public Bitswap(BitswapLimits limits, BitswapTimes times, BlockReader own, long now) {
    this.limits = limits;
    this.now = now;
    this.outbox = new Outbox(limits);
    this.client = new Client(peers, outbox, own, times, now);
    this.server = new Server(limits, peers, outbox, own);
  }

  /** A peer speaks bitswap; once more is fine. It is asked for all that is wanted. */
  public void connected(PeerId peer, long now) {
    this.now = now;
    peer(peer);
  }

  /** A peer is gone; what it wanted is forgotten, and others are asked for what it was asked. */
  public void disconnected(PeerId peer, long now) {
    this.now = now;
    Peer gone = peers.remove(peer);
    if (gone != null) {
      outbox.forget(gone);
      server.disconnected(gone);
      client.disconnected(gone, now);
    }
  }

  /**
   * One message of a peer, which is connected thereby.
   *
   * @param message without its length
   * @throws BadPeerException if it is broken; then nothing of it counts
   */
  public void received(PeerId peer, byte[] message, long now) {
    this.now = now;
    BitswapMessage read = BitswapMessage.decode(message);
    Peer from = peer(peer);
    read.blocks().forEach(block -> received(from, block));
    client.told(from, read.presences(), now);
    server.received(from, read);
  }

  /**
   * Gets blocks from this node if they are here, and from peers if not. For each there is one
   * {@link BitswapAction.Arrived} or {@link BitswapAction.Unavailable}, however often it is fetched
   * meanwhile; the last fetch counts for the time.
   *
   * @param preferred whom to ask first: of those connected the least busy, at first the first
   */
  public void fetch(List<Cid> blocks, List<PeerId> preferred, long now) {
    this.now = now;
    client.fetch(blocks, List.copyOf(preferred), now);
  }

  /** One of those who fetch these blocks does no longer; the last one ends the request. */
  public void cancel(List<Cid> blocks, long now) {
    this.now = now;
    client.cancel(blocks, now);
  }

  /** Blocks are stored here now: peers that wait for them get them. */
  public void stored(Collection<Cid> blocks, long now) {
    this.now = now;
    client.stored(blocks, now);
    for (Cid block : blocks) {
      server.found(block.multihash(), null);
    }
  }

  /** A message, or so many bytes of it, left for a peer. */
  public void sent(PeerId peer, int bytes) {
    Peer to = peers.get(peer);
    if (to != null) {
      outbox.sent(to, bytes);
      server.resume(to);
      server.resumeStalled();
      client.resume(to, now);
    }
  }

  /** Does what is due. */
  public void tick(long now) {
    this.now = now;
    server.tick();
    client.tick(now);
  }

  /** When to call {@link #tick}; {@link Long#MAX_VALUE} if there is nothing to wait for. */
  public long nextTick() {
    return server.isTired() ? now : client.nextTick();
  }

  /** The next thing to do; null if nothing is. */
  public @Nullable BitswapAction poll() {
    BitswapAction action = outbox.poll();
    return action == null && (client.write(now) || server.serve()) ? outbox.poll() : action;
  }

  /** Blocks that are being asked for, and of whom: those who have not said that they lack it. */
  public Map<Cid, Set<PeerId>> asked() {
    Map<Cid, Set<PeerId>> asked = new LinkedHashMap<>();
    client.forEach(
        (wanted, of) -> {
          Set<PeerId> ids = new LinkedHashSet<>();
          of.forEach(peer -> ids.add(peer.id));
          wanted.waiting.forEach(block -> asked.put(block, ids));
        });
    return asked;
  }

  /** What was done and is held so far. */
  public BitswapStatistics statistics() {
    return new BitswapStatistics(
        received,
        receivedBytes,
        duplicates,
        unwanted,
        client.unavailable(),
        server.served(),
        server.servedBytes(),
        client.size(),
        server.wanted(),
        server.awaited(),
        outbox.queuedBytes());
  }

  private Peer peer(PeerId id) {
    Peer known = peers.get(id);
    if (known == null) {
      known = new Peer(id, limits);
      peers.put(id, known);
      client.connected(known, now);
    }
    return known;
  }

  private void received(Peer from, Block block) {
    byte[] data = block.data();
    if (block.isSha256() && data.length <= BitswapMessage.MAX_BLOCK_BYTES) {
      Multihash hash = Multihash.sha256(data);
      if (client.arrived(from, hash, data, now)) {
        received++;
        receivedBytes += data.length;
        server.given(from, hash);
        server.found(hash, data);
        return;
      }
    }
    if (from.asked.wasOwed()) {
      duplicates++;
    } else {
      unwanted(from, data.length);
    }
  }

  private void unwanted(Peer from, int length) {
    unwanted++;
    if (from.unwanted.isTooMuch(length, now)) {
      outbox.add(
          new Misbehaved(
              from.id,
              problem("Peer sends blocks that nobody asked it for")
                  .at("peer", from.id)
                  .at("blocks", limits.maxUnwantedBlocks())
                  .at("bytes", limits.maxUnwantedBytes())
                  .advice("Disconnect it; it gives what it should not, or not what it promises"),
              true));
    }
  }
}
