package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

  private static final long COST_OF_HINT = 256;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Set<Cid> hints = new LinkedHashSet<>();
  private final Map<Cid, Guesses> asked = new LinkedHashMap<>();
  private final Map<Cid, Guess> here = new HashMap<>();
  private final Deque<Node> linked = new ArrayDeque<>();
  private final Map<PeerId, Guesses> guesses = new HashMap<>();
  private @Nullable Place place;
  private boolean isAsking;
  private boolean isExhausted;

  /** What the blocks take that are here. */
  private long held;

  /** Below which entry a peer is asked next. */
  private record Place(PeerId peer, Cid below) {}

  /** A block that is here, and whose hint it was. */
  private record Guess(byte[] bytes, Guesses of) {}

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
    if (isDue && !isAsking && !isExhausted && shared.tellers.ask(next.peer)) {
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
    int guessed = 0;
    while (guessed < most && canAsk()) {
      PeerId peer = Objects.requireNonNull(place).peer;
      if (!shared.fetches.hasRoomAhead(peer)) {
        break;
      }
      Cid next = takeFirst();
      if (isNews(next, known) && !log.has(next)) {
        guessed++;
        asked.put(next, guesses.computeIfAbsent(peer, Guesses::new));
        if (shared.fetches.add(next, peer, pull)) {
          wanted.add(next);
        }
      }
    }
    if (!wanted.isEmpty()) {
      List<PeerId> preferred = List.of(Objects.requireNonNull(place).peer);
      shared.act(new ReplicationAction.FetchBlocks(wanted, preferred));
    }
    return guessed > 0;
  }

  /** A block came that nothing links to yet; nothing happens if it was not asked for ahead. */
  void arrived(Cid cid, byte[] bytes) {
    Guesses of = asked.remove(cid);
    if (of != null && hasRoom()) {
      of.came();
      here.put(cid, new Guess(bytes, of));
      charge(COST_OF_HINT + bytes.length);
    }
  }

  /** Nobody gave a block. */
  void unavailable(Cid cid) {
    Guesses of = asked.remove(cid);
    if (of != null) {
      of.isAbsent();
      if (of.areAbsent()) {
        distrust(of.peer);
      }
    }
  }

  /** A block is wanted from now on, since an entry links to it. */
  void wanted(Node node) {
    Guess present = here.get(node.cid);
    Guesses of = present == null ? asked.get(node.cid) : present.of;
    if (of != null) {
      of.isRight();
    }
    if (present != null) {
      linked.add(node);
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
    Guesses of = asked.remove(cid);
    if (of != null) {
      of.came();
    }
    Guess taken = here.remove(cid);
    if (taken == null) {
      return null;
    }
    charge(-COST_OF_HINT - taken.bytes.length);
    return taken.bytes;
  }

  /** Everything is here: what peers hinted at should have been part of it. */
  void judge() {
    guesses.values().stream().filter(Guesses::areWrong).map(of -> of.peer).forEach(this::distrust);
  }

  /** Forgets what nothing linked to, and all hints. */
  void forget(Pull pull) {
    List<Cid> unneeded = shared.fetches.cancel(pull, asked.keySet());
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
    guesses.clear();
  }

  private boolean isNews(Cid cid, Predicate<Cid> known) {
    return cid.multihash().isComputable()
        && !asked.containsKey(cid)
        && !here.containsKey(cid)
        && !known.test(cid)
        && shared.rejections.find(log.address(), cid) == null;
  }

  private boolean isFull() {
    return held >= shared.limits.maxTrustedBytes() || shared.held() >= shared.limits.maxHeldBytes();
  }

  /** Whether a block may be kept that was asked for while there was more room. */
  private boolean hasRoom() {
    return held < 2 * shared.limits.maxTrustedBytes()
        && shared.held() < shared.limits.maxHeldBytes();
  }

  private boolean isTrusted(Place where) {
    return shared.tellers.isTrusted(where.peer);
  }

  private void distrust(PeerId peer) {
    shared.tellers.distrust(peer);
    if (place != null && place.peer.equals(peer)) {
      forgetHints();
    }
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
