package io.debros.store.bitswap;

import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one peer asks of us: what is to be looked up, and what was not here. One thread at a time.
 */
final class Ledger {
  private static final Comparator<Line> ORDER =
      Comparator.comparingInt((Line line) -> -line.priority).thenComparingLong(line -> line.number);

  private final Map<Multihash, Line> lines = new HashMap<>();
  private final NavigableSet<Line> queue = new TreeSet<>(ORDER);
  private final Set<Line> missing = new LinkedHashSet<>();
  private long numbers;
  private long heldBytes;

  /** One want. */
  static final class Line {
    final Cid cid;
    final boolean isHave;
    private final int priority;
    private final long number;

    /** Whether it is still to be told that we do not have it. */
    boolean asksDontHave;

    /** The block if it came a moment ago and may not be stored. */
    byte @Nullable [] bytes;

    private Line(Want want, long number) {
      this.cid = want.cid();
      this.isHave = want.kind() == Kind.HAVE;
      this.priority = want.priority();
      this.asksDontHave = want.asksDontHave();
      this.number = number;
    }

    Multihash hash() {
      return cid.multihash();
    }

    private int length() {
      return bytes == null ? 0 : bytes.length;
    }
  }

  /** Queues a want, unless one for the same block is known, or too many are queued. */
  void add(Want want, int most) {
    if (queue.size() < most && !lines.containsKey(want.cid().multihash())) {
      numbers++;
      Line line = new Line(want, numbers);
      lines.put(line.hash(), line);
      queue.add(line);
    }
  }

  /** What is to be looked up next; null if nothing is. */
  @Nullable Line next() {
    return queue.isEmpty() ? null : queue.first();
  }

  boolean hasNext() {
    return !queue.isEmpty();
  }

  @Nullable Line find(Multihash hash) {
    return lines.get(hash);
  }

  void remove(Line line) {
    lines.remove(line.hash());
    queue.remove(line);
    missing.remove(line);
    heldBytes -= line.length();
  }

  /** Keeps a want for whose block we wait, too; the oldest such want, if they are too many now. */
  @Nullable Line keep(Line line, int most) {
    queue.remove(line);
    missing.add(line);
    if (missing.size() <= most) {
      return null;
    }
    Line oldest = missing.iterator().next();
    remove(oldest);
    return oldest;
  }

  /** The block of a want is here now. */
  void found(Line line, byte @Nullable [] bytes) {
    if (missing.remove(line)) {
      line.bytes = bytes;
      heldBytes += line.length();
      queue.add(line);
    }
  }

  /** Forgets everything; what was kept. */
  List<Line> clear() {
    List<Line> kept = List.copyOf(missing);
    lines.clear();
    queue.clear();
    missing.clear();
    heldBytes = 0;
    return kept;
  }

  /** Bytes of blocks that are held only for this peer. */
  long heldBytes() {
    return heldBytes;
  }

  int size() {
    return lines.size();
  }
}
