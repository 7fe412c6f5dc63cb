package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * Links lead down some 16 entries at a time, and each step costs a round trip. So a peer that speaks
 * the protocol is asked which entries are older than one that came, page after page, and those are
 * asked for before anything links to them. It may say what it likes: a hinted block stays here,
 * apart from the graph, until an entry that is followed links to it. What it takes is bounded, it
 * never takes the last requests of its peer, and what nothing linked to goes when the piece does.
 */
/** Blocks that a peer says come next, asked for ahead. One thread at a time. */
final class Speculation {
  /** Hashes that a peer is asked for at a time. */
  static final int PAGE = 1024;

  /** Shorter histories come as fast by their links. */
  private static final int FEWEST_GATHERED = 16;

  /** Fewer hints say nothing about who gave them. */
  private static final int FEWEST_JUDGED = 32;

  private static final long COST_OF_HINT = 256;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Set<Cid> hints = new LinkedHashSet<>();
  private final Set<Cid> asked = new LinkedHashSet<>();
  private final Map<Cid, byte[]> here = new LinkedHashMap<>();
  private final Deque<Node> linked = new ArrayDeque<>();
  private @Nullable Place place;
  private boolean isAsking;
  private boolean isExhausted;

  /** What the blocks take that are here. */
  private long held;

  private int guessed;
  private int right;
  private int absent;

  /** Below which entry a peer is asked next. */
  private record Place(PeerId peer, Cid below) {}

  Speculation(ReplicatedLog log, Shared shared) {
    this.log = log;
    this.shared = shared;
  }

  /**
   * An entry came that builds on others which are not here: asks what is older, if that is worth
   * while.
   *
   * @param gathered entries that are here and cannot join yet
   */
  void leadsOn(Node node, int gathered) {
    if (place != null && !isTrusted(place)) {
      forgetHints();
    }
    Place next = place == null ? new Place(node.source, node.cid) : place;
    boolean isDue = gathered >= FEWEST_GATHERED && hints.size() < PAGE && !isFull();
    if (isDue && !isAsking && !isExhausted && isTrusted(next)) {
      place = next;
      isAsking = true;
      shared.act(new ReplicationAction.AskOlder(next.peer, log.address(), next.below, PAGE));
    }
  }

  /**
   * What a peer says comes before an entry; whether that was asked.
   *
   * @param known whether a block need not be asked for ahead
   */
  boolean told(PeerId peer, Cid below, List<Cid> hashes, Predicate<Cid> known) {
    if (!isAsking || !new Place(peer, below).equals(place)) {
      return false;
    }
    isAsking = false;
    List<Cid> page = hashes.subList(0, Math.min(PAGE, hashes.size()));
    int before = hints.size();
    page.stream().filter(cid -> isNews(cid, known)).forEach(hints::add);
    shared.hold(COST_OF_HINT * (hints.size() - before));
    isExhausted = hints.size() == before || log.has(page.get(page.size() - 1));
    if (!isExhausted) {
      place = new Place(peer, page.get(page.size() - 1));
    }
    return true;
  }

  /** Whether there is something to ask for. */
  boolean canAsk() {
    return !hints.isEmpty() && !isFull() && place != null && isTrusted(place);
  }

  /** Asks for the next blocks; whether there were any, and room for them. */
  boolean ask(Pull pull, int most, Predicate<Cid> known) {
    List<Cid> wanted = new ArrayList<>();
    int before = guessed;
    while (guessed - before < most && canAsk()) {
      PeerId peer = Objects.requireNonNull(place).peer;
      if (!shared.fetches.hasRoomAhead(peer)) {
        break;
      }
      Cid next = takeFirst();
      if (isNews(next, known) && !log.has(next)) {
        guessed++;
        asked.add(next);
        if (shared.fetches.add(next, peer, pull)) {
          wanted.add(next);
        }
      }
    }
    if (!wanted.isEmpty()) {
      List<PeerId> preferred = List.of(Objects.requireNonNull(place).peer);
      shared.act(new ReplicationAction.FetchBlocks(wanted, preferred));
    }
    return guessed > before;
  }

  /** A block came that nothing links to yet; nothing happens if it was not asked for ahead. */
  void arrived(Cid cid, byte[] bytes) {
    if (asked.remove(cid) && held < 2 * shared.limits.maxTrustedBytes()) {
      here.put(cid, bytes);
      charge(COST_OF_HINT + bytes.length);
    }
  }

  /** Nobody gave a block. */
  void unavailable(Cid cid) {
    if (asked.remove(cid)) {
      absent++;
      if (absent >= FEWEST_JUDGED && absent > right) {
        distrust();
      }
    }
  }

  /** A block is wanted from now on, since an entry links to it. */
  void wanted(Node node) {
    if (here.containsKey(node.cid)) {
      right++;
      linked.add(node);
    } else if (asked.contains(node.cid)) {
      right++;
    }
  }

  /** A block that is wanted by now and came before; null if there is none. */
  @Nullable Node pollLinked() {
    for (Node node = linked.poll(); node != null; node = linked.poll()) {
      if (node.state == Node.State.WANTED && here.containsKey(node.cid)) {
        return node;
      }
      take(node.cid);
    }
    return null;
  }

  /** Its bytes, which are not kept here any more; null if they are not here. */
  byte @Nullable [] take(Cid cid) {
    asked.remove(cid);
    byte[] bytes = here.remove(cid);
    if (bytes != null) {
      charge(-COST_OF_HINT - bytes.length);
    }
    return bytes;
  }

  /** Everything is here: what a peer hinted at should have been part of it. */
  void judge() {
    int answered = guessed - asked.size();
    if (answered >= FEWEST_JUDGED && 2 * right < answered) {
      distrust();
    }
  }

  /** Forgets what nothing linked to, and all hints. */
  void forget(Pull pull) {
    List<Cid> unneeded = shared.fetches.cancel(pull, asked);
    if (!unneeded.isEmpty()) {
      shared.act(new ReplicationAction.CancelFetch(unneeded));
    }
    forgetHints();
    asked.clear();
    here.clear();
    linked.clear();
    charge(-held);
    isAsking = false;
    isExhausted = false;
    guessed = 0;
    right = 0;
    absent = 0;
  }

  private boolean isNews(Cid cid, Predicate<Cid> known) {
    return cid.multihash().isComputable()
        && !asked.contains(cid)
        && !here.containsKey(cid)
        && !known.test(cid)
        && shared.rejections.find(log.address(), cid) == null;
  }

  private boolean isFull() {
    return held >= shared.limits.maxTrustedBytes() || shared.held() >= shared.limits.maxHeldBytes();
  }

  private boolean isTrusted(Place where) {
    return shared.tellers.getOrDefault(where.peer, false);
  }

  /** The peer is not asked any more as long as it is connected; it may be honest and behind. */
  private void distrust() {
    if (place != null) {
      shared.tellers.replace(place.peer, false);
    }
    forgetHints();
  }

  private void forgetHints() {
    shared.hold(-COST_OF_HINT * hints.size());
    hints.clear();
    place = null;
    isAsking = false;
  }

  private Cid takeFirst() {
    Iterator<Cid> first = hints.iterator();
    Cid cid = first.next();
    first.remove();
    shared.hold(-COST_OF_HINT);
    return cid;
  }

  private void charge(long bytes) {
    held += bytes;
    shared.hold(bytes);
  }
}
