package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.EntryBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are not part of a log, and how they build on each other: which blocks are missing,
 * in breadth-first order, and which entries have all they build on, ancestors first. Follows {@code
 * next} and {@code refs} alike. One thread at a time.
 */
final class Ancestry {
  private static final long COST_OF_NODE = 256;
  private static final long COST_OF_ENTRY = 256;
  private static final long COST_OF_LINK = 32;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Speculation speculation;
  private final Map<Cid, Node> nodes = new LinkedHashMap<>();
  private final Unasked unasked = new Unasked(this::forget);
  private final Deque<Node> ready = new ArrayDeque<>();
  private final StoredIdentities identities;
  private int kept;
  private int wanted;
  private long held;

  /**
   * @param speculation told what is wanted
   */
  Ancestry(ReplicatedLog log, Shared shared, Speculation speculation) {
    this.log = log;
    this.shared = shared;
    this.speculation = speculation;
    this.identities = new StoredIdentities(log);
  }

  @Nullable Node find(Cid cid) {
    return nodes.get(cid);
  }

  /** Adds a block that is not here, to be asked for; the present one if it was added before. */
  Node want(Cid cid, boolean identity, PeerId source) {
    Node present = nodes.get(cid);
    if (present != null) {
      return present;
    }
    Node node = new Node(cid, identity, source);
    nodes.put(cid, node);
    wanted++;
    charge(node, COST_OF_NODE);
    unasked.add(node);
    speculation.wanted(node);
    return node;
  }

  /** Missing blocks that are to be asked for. */
  Unasked unasked() {
    return unasked;
  }

  /**
   * Takes the bytes of a wanted block.
   *
   * @return null; or a refused entry that this one builds on
   */
  @Nullable Cid gather(Node node, byte[] bytes) {
    node.block = EntryBlock.of(bytes);
    node.state = Node.State.WAITING;
    wanted--;
    charge(node, bytes.length);
    shared.gathered(node.cid);
    Cid refused = node.identity ? null : link(node, bytes);
    if (refused == null && node.lacking == 0) {
      settle(node);
    }
    return refused;
  }

  /** Whether a block is an entry of this log, all of whose links are part of the log. */
  boolean isComplete(Cid hash, byte[] bytes) {
    EntryLinks links = links(hash, bytes);
    return links != null && links.areIn(log);
  }

  /** Something became part of the log: what waits for it need not any more. */
  void resolved(Node node) {
    if (!node.isHere()) {
      wanted -= node.state == Node.State.WANTED ? 1 : 0;
      node.state = Node.State.READY;
      release(node);
    }
    remove(node);
  }

  /** Keeps an entry that is refused for the time being, for what builds on it. */
  void keep(Node node) {
    node.state = Node.State.KEPT;
    kept++;
  }

  /** Takes out a node and everything that builds on it; returns them all. */
  List<Node> drop(Node first) {
    List<Node> dropped = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      Node node = open.remove();
      if (node.state != Node.State.GONE) {
        wanted -= node.state == Node.State.WANTED ? 1 : 0;
        remove(node);
        dropped.add(node);
        open.addAll(node.dependents);
      }
    }
    return dropped;
  }

  /** Takes what is ready to join, ancestors first; empty if nothing is. */
  List<Node> pollReady(int mostEntries, long mostBytes) {
    List<Node> batch = new ArrayList<>();
    long bytes = 0;
    while (!ready.isEmpty() && batch.size() < mostEntries && bytes < mostBytes) {
      Node node = ready.remove();
      if (node.state == Node.State.READY) {
        node.state = Node.State.JOINING;
        batch.add(node);
        bytes += blockOf(node).size();
      }
    }
    return batch;
  }

  /** The blocks that are kept for others. */
  Map<Cid, byte[]> kept() {
    Map<Cid, byte[]> blocks = new HashMap<>();
    if (kept > 0) {
      nodes.values().stream()
          .filter(node -> node.state == Node.State.KEPT)
          .forEach(node -> blocks.put(node.cid, blockOf(node).bytes()));
    }
    return blocks;
  }

  /** Forgets missing blocks that nothing needs any more. */
  void purge() {
    nodes.values().stream()
        .filter(node -> node.state == Node.State.WANTED && !node.isNeeded())
        .toList()
        .forEach(this::forget);
  }

  /** Forgets everything. */
  void clear() {
    nodes.values().forEach(node -> node.state = Node.State.GONE);
    nodes.clear();
    unasked.clear();
    ready.clear();
    identities.clear();
    kept = 0;
    wanted = 0;
    shared.hold(-held);
    held = 0;
  }

  /** Whether everything that came is part of the log, or kept for others that did not come. */
  boolean isDone() {
    return nodes.size() == kept;
  }

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** What these nodes take of the memory. */
  long held() {
    return held;
  }

  /** How many blocks are missing, as far as is known. */
  int wanted() {
    return wanted;
  }

  /** How many blocks are here. */
  int gathered() {
    return nodes.size() - wanted;
  }

  /** Hashes of the first missing blocks. */
  List<Cid> wanted(int most) {
    return nodes.values().stream()
        .filter(node -> node.state == Node.State.WANTED)
        .limit(most)
        .map(node -> node.cid)
        .toList();
  }

  static List<EntryBlock> blocksOf(List<Node> nodes) {
    return nodes.stream().map(Ancestry::blockOf).toList();
  }

  private static EntryBlock blockOf(Node node) {
    EntryBlock block = node.block;
    if (block == null) {
      throw new IllegalStateException("Block " + node.cid + " is not here");
    }
    return block;
  }

  private @Nullable EntryLinks links(Cid hash, byte[] bytes) {
    return EntryLinks.find(log, hash, bytes, shared);
  }

  private @Nullable Cid link(Node node, byte[] bytes) {
    EntryLinks links = links(node.cid, bytes);
    if (links == null) {
      return null;
    }
    node.block = links.block();
    charge(node, COST_OF_ENTRY + links.entries().size() * COST_OF_LINK);
    for (Cid link : links.entries()) {
      Node known = nodes.get(link); // as most are, which saves a look into the log
      Cid refused = known == null ? shared.rejections.find(log.address(), link) : null;
      if (refused != null) {
        return refused;
      }
      if (known != null || !log.has(link)) {
        dependOn(node, want(link, false, node.source));
      }
    }
    if (!identities.has(links.identity())) {
      node.writer = want(links.identity(), true, node.source);
      dependOn(node, node.writer);
    }
    return null;
  }

  private static void dependOn(Node node, Node other) {
    other.dependents.add(node);
    if (!other.isHere()) {
      node.lacking++;
    }
  }

  /** All that the node builds on is here. */
  private void settle(Node node) {
    if (node.identity) {
      keep(node);
    } else {
      node.state = Node.State.READY;
      ready.add(node);
    }
    release(node);
  }

  /** Nothing needs to wait for the node any more; without recursion, for branches are long. */
  private void release(Node first) {
    Deque<Node> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      for (Node on : open.remove().dependents) {
        if (on.state == Node.State.WAITING && --on.lacking == 0) {
          on.state = Node.State.READY;
          ready.add(on);
          open.add(on);
        }
      }
    }
  }

  /** A missing block that nothing needs any more. */
  private void forget(Node node) {
    wanted--;
    remove(node);
  }

  private void remove(Node node) {
    kept -= node.state == Node.State.KEPT ? 1 : 0;
    node.state = Node.State.GONE;
    nodes.remove(node.cid);
    charge(node, -node.cost);
  }

  private void charge(Node node, long cost) {
    node.cost += cost;
    held += cost;
    shared.hold(cost);
  }
}
