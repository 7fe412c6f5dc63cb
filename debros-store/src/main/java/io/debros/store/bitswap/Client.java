package io.debros.store.bitswap;

import io.debros.store.bitswap.BitswapAction.Arrived;
import io.debros.store.bitswap.BitswapAction.Unavailable;
import io.debros.store.bitswap.BitswapMessage.Presence;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that we want. Each is asked of one preferred peer, of those the least busy; of the
 * next if that one does not have it or is gone; and of all when no preferred one is left or the
 * time is up. Peers that connect later are asked, too. One thread at a time.
 */
final class Client {
  private final Map<PeerId, Peer> peers;
  private final Outbox outbox;
  private final BlockReader own;
  private final long batch;
  private final long widen;
  private final long patience;
  private final long deadline;

  /** Those of the nearest deadline first. */
  private final Map<Multihash, Wanted> wants = new LinkedHashMap<>();

  /** Those that not all peers are asked for, the next to change that first. */
  private final Set<Wanted> narrow = new LinkedHashSet<>();

  /** Peers for which lines are gathered, the next to be written first. */
  private final Set<Peer> unwritten = new LinkedHashSet<>();

  private final RecentHashes recent;
  private long unavailable;

  Client(Map<PeerId, Peer> peers, Outbox outbox, BlockReader own, BitswapTimes times, long now) {
    this.peers = peers;
    this.outbox = outbox;
    this.own = own;
    this.batch = times.batch().toMillis();
    this.widen = times.widen().toMillis();
    this.patience = times.patience().toMillis();
    this.deadline = times.deadline().toMillis();
    this.recent = new RecentHashes(now);
  }

  void connected(Peer peer, long now) {
    for (Wanted wanted : wants.values()) {
      if (wanted.isWide || wanted.peers.isEmpty()) {
        ask(peer, wanted, now);
      }
    }
    peer.asked.startAnew();
  }

  /** Others are asked for what only this peer was asked for. */
  void disconnected(Peer peer, long now) {
    unwritten.remove(peer);
    for (Wanted wanted : wants.values()) {
      if (wanted.peers.remove(peer)) {
        askNextIfIdle(wanted, now);
      }
    }
  }

  void fetch(List<Cid> blocks, List<PeerId> preferred, long now) {
    for (Cid block : new LinkedHashSet<>(blocks)) {
      byte[] here = own.find(block);
      if (here != null) {
        outbox.add(new Arrived(block, here, null));
      } else if (block.multihash().isComputable()) {
        want(block, preferred, now);
      } else {
        fail(block);
      }
    }
  }

  void cancel(List<Cid> blocks, long now) {
    for (Cid block : new LinkedHashSet<>(blocks)) {
      Wanted wanted = wants.get(block.multihash());
      if (wanted != null && wanted.waiting.remove(block) && wanted.waiting.isEmpty()) {
        end(wanted, null, now);
      }
    }
  }

  /** Ends the want that a block answers; whether there is one. */
  boolean arrived(@Nullable Peer from, Multihash hash, byte[] bytes, long now) {
    Wanted wanted = wants.get(hash);
    if (wanted == null) {
      return false;
    }
    end(wanted, from, now);
    for (Cid block : Set.copyOf(wanted.waiting)) {
      outbox.add(new Arrived(block, bytes, from == null ? null : from.id));
    }
    if (from != null) {
      from.gaveAt = now;
    }
    return true;
  }

  /** Blocks came to be here in another way. */
  void stored(Collection<Cid> blocks, long now) {
    for (Cid block : blocks) {
      if (wants.containsKey(block.multihash())) {
        byte[] bytes = own.find(block);
        if (bytes != null) {
          arrived(null, block.multihash(), bytes, now);
        }
      }
    }
  }

  void told(Peer peer, List<Presence> presences, long now) {
    for (Presence presence : presences) {
      Wanted wanted = presence.isHere() ? null : wants.get(presence.cid().multihash());
      if (wanted != null && peer.asked.refuse(wanted)) {
        changed(peer, now);
        askNextIfIdle(wanted, now);
      }
    }
  }

  /** Room was made in the queue of a peer. */
  void resume(Peer peer, long now) {
    if (peer.asked.isStalled) {
      peer.asked.isStalled = false;
      changed(peer, now);
    }
  }

  void tick(long now) {
    Wanted expired = first(wants.values());
    while (expired != null && expired.deadline <= now) {
      end(expired, null, now);
      Set.copyOf(expired.waiting).forEach(this::fail);
      expired = first(wants.values());
    }
    Wanted slow = first(narrow);
    while (slow != null && slow.widensAt <= now) {
      if (isWorthWaiting(slow, now)) {
        widenLater(slow, now);
      } else {
        widen(slow, now);
      }
      slow = first(narrow);
    }
  }

  /** When to call {@link #tick}. */
  long nextTick() {
    Wanted expires = first(wants.values());
    Wanted widens = first(narrow);
    Peer writes = first(unwritten);
    return Math.min(
        expires == null ? Long.MAX_VALUE : expires.deadline,
        Math.min(
            widens == null ? Long.MAX_VALUE : widens.widensAt,
            writes == null ? Long.MAX_VALUE : writes.asked.writeAt));
  }

  /** Sends what has been gathered for a peer, if it is time to; whether it was. */
  boolean write(long now) {
    Iterator<Peer> next = unwritten.iterator();
    while (next.hasNext()) {
      Peer peer = next.next();
      if (peer.asked.writeAt <= now || peer.asked.isRunningDry()) {
        next.remove();
        if (write(peer)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Calls back for every want with those who wait for it. */
  void forEach(BiConsumer<Wanted, List<Peer>> consumer) {
    for (Wanted wanted : wants.values()) {
      consumer.accept(
          wanted, wanted.peers.stream().filter(peer -> peer.asked.isPending(wanted)).toList());
    }
  }

  int size() {
    return wants.size();
  }

  long unavailable() {
    return unavailable;
  }

  private void want(Cid block, List<PeerId> preferred, long now) {
    Multihash hash = block.multihash();
    Wanted wanted = wants.remove(hash);
    boolean isNew = wanted == null;
    if (wanted == null) {
      wanted = new Wanted(block, preferred, recent.mayContain(hash, now), now);
    }
    wanted.waiting.add(block);
    wanted.deadline = now + deadline;
    wants.put(hash, wanted);
    if (isNew) {
      askNext(wanted, now);
    } else {
      askAgain(wanted, preferred, now);
    }
  }

  /** Somebody else wants it too: perhaps peers have it by now that did not. */
  private void askAgain(Wanted wanted, List<PeerId> preferred, long now) {
    for (PeerId id : preferred) {
      Peer peer = peers.get(id);
      if (peer != null && wanted.peers.contains(peer)) {
        peer.asked.askAgain(wanted);
        changed(peer, now);
      }
    }
  }

  private void askNextIfIdle(Wanted wanted, long now) {
    if (!wanted.isWide && wanted.peers.stream().noneMatch(peer -> peer.asked.isPending(wanted))) {
      askNext(wanted, now);
    }
  }

  private void askNext(Wanted wanted, long now) {
    Peer best = null;
    for (PeerId id : wanted.preferred) {
      Peer peer = peers.get(id);
      if (peer != null
          && !wanted.peers.contains(peer)
          && (best == null || peer.asked.load() < best.asked.load())) {
        best = peer;
      }
    }
    if (best == null) {
      widen(wanted, now);
    } else {
      ask(best, wanted, now);
      widenLater(wanted, now);
    }
  }

  private void widenLater(Wanted wanted, long now) {
    narrow.remove(wanted);
    wanted.widensAt = now + widen;
    narrow.add(wanted);
  }

  private void widen(Wanted wanted, long now) {
    narrow.remove(wanted);
    wanted.isWide = true;
    List<Peer> before = List.copyOf(wanted.peers);
    for (Peer peer : peers.values()) {
      if (!before.contains(peer)) {
        ask(peer, wanted, now);
      }
    }
  }

  private void ask(Peer peer, Wanted wanted, long now) {
    wanted.peers.add(peer);
    peer.asked.ask(wanted);
    changed(peer, now);
  }

  private void changed(Peer peer, long now) {
    if (peer.asked.hasLines() && !peer.asked.isStalled && unwritten.add(peer)) {
      peer.asked.writeAt = now + batch;
    }
  }

  private boolean write(Peer peer) {
    if (!outbox.hasRoomForWants(peer)) {
      peer.asked.isStalled = true;
      return false;
    }
    BitswapMessage message = peer.asked.takeLines();
    if (message == null) {
      return false;
    }
    outbox.send(peer, message);
    return true;
  }

  private void end(Wanted wanted, @Nullable Peer giver, long now) {
    wants.remove(wanted.hash());
    narrow.remove(wanted);
    recent.add(wanted.hash(), now);
    for (Peer peer : wanted.peers) {
      if (peer == giver) {
        peer.asked.given(wanted);
      } else {
        peer.asked.drop(wanted);
      }
      changed(peer, now);
    }
  }

  private void fail(Cid block) {
    unavailable++;
    outbox.add(new Unavailable(block));
  }

  /** The peer that was asked is busy sending other blocks of ours. */
  private boolean isWorthWaiting(Wanted wanted, long now) {
    return now - wanted.since < patience
        && wanted.peers.stream().anyMatch(peer -> now - peer.gaveAt < widen);
  }

  private static <T> @Nullable T first(Collection<T> values) {
    Iterator<T> iterator = values.iterator();
    return iterator.hasNext() ? iterator.next() : null;
  }
}
