package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.replication.status.BlockStatus;
import io.debros.store.replication.status.PullStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The blocks that one database asks for: of whom, and which of them nobody gave. One thread at a
 * time.
 */
final class Requests {
  private static final int MAX_PREFERRED = 8;

  private final Shared shared;
  private final Ancestry graph;
  private final Supplier<List<PeerId>> peers;
  private final Set<Cid> outstanding = new LinkedHashSet<>();
  private final MissingBlocks missing = new MissingBlocks();

  /**
   * @param peers that may be asked
   */
  Requests(Shared shared, Ancestry graph, Supplier<List<PeerId>> peers) {
    this.shared = shared;
    this.graph = graph;
    this.peers = peers;
  }

  /**
   * Asks for the next blocks; whether there were any.
   *
   * @param alsoEntries whether not only for identities
   */
  boolean ask(Pull pull, int most, boolean alsoEntries) {
    Map<List<PeerId>, List<Cid>> asked = new LinkedHashMap<>();
    for (int count = 0; count < most; count++) {
      Node node = graph.unasked().poll(alsoEntries, shared.fetches::hasRoomFor);
      if (node == null) {
        most = count;
      } else {
        outstanding.add(node.cid);
        if (shared.fetches.add(node.cid, node.source, pull)) {
          asked.computeIfAbsent(preferred(node), key -> new ArrayList<>()).add(node.cid);
        }
      }
    }
    asked.forEach(
        (preferred, cids) -> shared.act(new ReplicationAction.FetchBlocks(cids, preferred)));
    return most > 0;
  }

  /** A block is here; the same if it was not asked for. */
  void arrived(Cid cid) {
    outstanding.remove(cid);
    missing.remove(cid);
  }

  /**
   * Nobody gave a block.
   *
   * @return when it is to be asked for again
   */
  long failed(Cid cid, long now) {
    outstanding.remove(cid);
    return missing.failed(cid, now, shared);
  }

  /** Whether something is asked for the first time: its answer is worth waiting for. */
  boolean isWaiting() {
    return outstanding.stream().anyMatch(cid -> missing.attempts(cid) == 0);
  }

  /** Whether a block is asked for. */
  boolean isAsking(Cid cid) {
    return outstanding.contains(cid);
  }

  /** Whether anything is asked for, be it once more. */
  boolean isAsking() {
    return !outstanding.isEmpty();
  }

  /** Has a block asked for again whose time has come; whether that is so. */
  boolean retry(Cid cid, long now) {
    if (missing.isDue(cid, now)) {
      retryNow(cid);
      return true;
    }
    return false;
  }

  /** Has all blocks asked for again that nobody gave. */
  void retryAll() {
    missing.all().forEach(this::retryNow);
  }

  /** Waits for nothing any more. */
  void cancel(Pull pull) {
    List<Cid> unneeded = shared.fetches.cancel(pull, outstanding);
    if (!unneeded.isEmpty()) {
      shared.act(new ReplicationAction.CancelFetch(unneeded));
    }
    outstanding.clear();
  }

  /** Forgets how often what was asked for in vain, because all is here. */
  void settled() {
    missing.clear();
  }

  /** Forgets it only if it is very much. */
  void abandoned() {
    missing.trim();
  }

  /** Blocks that are being asked for, and of whom. */
  List<BlockStatus> asked() {
    return outstanding.stream()
        .limit(PullStatus.MOST)
        .map(graph::find)
        .filter(Objects::nonNull)
        .map(node -> new BlockStatus(node.cid, attempts(node) + 1, preferred(node), 0))
        .toList();
  }

  /** How many blocks are being asked for. */
  int outstanding() {
    return outstanding.size();
  }

  /** Blocks that nobody gave. */
  MissingBlocks missing() {
    return missing;
  }

  private void retryNow(Cid cid) {
    Node node = graph.find(cid);
    if (node != null && node.state == Node.State.WANTED && !outstanding.contains(cid)) {
      missing.asked(cid);
      graph.unasked().add(node);
    }
  }

  /** The peer that named it, then others; after each failure another one is first. */
  private List<PeerId> preferred(Node node) {
    List<PeerId> known = new ArrayList<>(peers.get());
    if (known.remove(node.source)) {
      known.add(0, node.source);
    }
    if (!known.isEmpty()) {
      Collections.rotate(known, -(attempts(node) % known.size()));
    }
    return List.copyOf(known.subList(0, Math.min(MAX_PREFERRED, known.size())));
  }

  private int attempts(Node node) {
    return missing.attempts(node.cid);
  }
}
