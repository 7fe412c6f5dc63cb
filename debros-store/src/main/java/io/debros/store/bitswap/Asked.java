package io.debros.store.bitswap;

import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of one peer. It holds only so many wants of ours, also those that it cannot answer,
 * so the others wait here. What is not written yet is taken back without a trace. One thread at a
 * time.
 */
final class Asked {
  private final int most;
  private final Set<Wanted> open = new LinkedHashSet<>();
  private final Set<Wanted> refused = new LinkedHashSet<>();
  private final Set<Wanted> waiting = new LinkedHashSet<>();

  /** What the peer did not have, and does not know any more that we want it. */
  private final Set<Wanted> givenUp = new LinkedHashSet<>();

  private final Map<Multihash, Line> lines = new LinkedHashMap<>();
  private int unwritten;
  private int owed;
  private boolean isFull;

  /** When at the latest the lines are to be written. */
  long writeAt;

  /** Whether lines wait for room in the queue of the peer. */
  boolean isStalled;

  /** One line of the next list of wants; both: JavaScript sends again what it sent lately. */
  private record Line(Cid cid, boolean isCancel, boolean isWant) {}

  Asked(int most) {
    this.most = most;
  }

  /** Asks for a block as soon as there is room. */
  void ask(Wanted wanted) {
    if (waiting.isEmpty() && makeRoom()) {
      open(wanted, wanted.isAgain);
    } else {
      waiting.add(wanted);
    }
  }

  /** Asks once more for a block that the peer did not have; also if it was given up. */
  void askAgain(Wanted wanted) {
    if (refused.remove(wanted)) {
      owed++;
      open(wanted, true);
    } else if (givenUp.remove(wanted)) {
      ask(wanted);
    }
  }

  /** The peer says that it does not have a block; whether that answers a question. */
  boolean refuse(Wanted wanted) {
    if (isUnwritten(wanted) || !open.remove(wanted)) {
      return false;
    }
    refused.add(wanted);
    fill();
    return true;
  }

  /** The peer gave a block. */
  void given(Wanted wanted) {
    end(wanted, false);
  }

  /** A block is no longer needed of the peer. */
  void drop(Wanted wanted) {
    end(wanted, true);
  }

  /** The next list says all that is wanted. */
  void startAnew() {
    isFull = !lines.isEmpty();
  }

  /** How busy the peer is for us; what it does not have counts too. */
  int load() {
    return open.size() + refused.size() + waiting.size();
  }

  /** Whether an answer is expected, or will be. */
  boolean isPending(Wanted wanted) {
    return open.contains(wanted) || waiting.contains(wanted);
  }

  boolean hasLines() {
    return !lines.isEmpty();
  }

  /** Whether the peer would soon have nothing to do for us if we gathered more wants. */
  boolean isRunningDry() {
    return unwritten > 0 && 2 * unwritten >= open.size();
  }

  /** Whether a block came that was taken back while it was on its way. */
  boolean wasOwed() {
    if (owed == 0) {
      return false;
    }
    owed--;
    return true;
  }

  /** The list to send; null if all was taken back meanwhile. */
  @Nullable BitswapMessage takeLines() {
    if (lines.isEmpty()) {
      return null;
    }
    List<BitswapMessage.Want> wants = new ArrayList<>(lines.size());
    for (Line line : lines.values()) {
      if (line.isCancel) {
        wants.add(BitswapMessage.Want.cancel(line.cid));
      }
      if (line.isWant) {
        wants.add(BitswapMessage.Want.block(line.cid));
      }
    }
    BitswapMessage message = BitswapMessage.ofWants(wants, isFull);
    lines.clear();
    unwritten = 0;
    isFull = false;
    return message;
  }

  private void open(Wanted wanted, boolean isAgain) {
    open.add(wanted);
    Line before = lines.get(wanted.hash());
    boolean isCancel = isAgain || before != null;
    lines.put(wanted.hash(), new Line(wanted.cid, isCancel, true));
    unwritten++;
  }

  private void end(Wanted wanted, boolean isTold) {
    boolean isUnknown = waiting.remove(wanted) || givenUp.remove(wanted);
    if (isUnknown || !(open.remove(wanted) || refused.remove(wanted))) {
      return;
    }
    Line line = lines.get(wanted.hash());
    if (line != null && line.isWant) {
      takeBack(wanted.hash(), line);
    } else if (isTold) {
      lines.put(wanted.hash(), new Line(wanted.cid, true, false));
      owed++;
    }
    fill();
  }

  private void takeBack(Multihash hash, Line line) {
    unwritten--;
    if (line.isCancel) {
      lines.put(hash, new Line(line.cid, true, false));
    } else {
      lines.remove(hash);
    }
  }

  private boolean isUnwritten(Wanted wanted) {
    Line line = lines.get(wanted.hash());
    return line != null && line.isWant;
  }

  /** Asks for what waits; if nothing does, once more for what was given up. */
  private void fill() {
    while (!waiting.isEmpty() && makeRoom()) {
      Wanted wanted = takeFirst(waiting);
      open(wanted, wanted.isAgain);
    }
    while (!givenUp.isEmpty() && hasRoom()) {
      open(takeFirst(givenUp), false);
    }
  }

  private boolean hasRoom() {
    return open.size() + refused.size() < most;
  }

  /** Gives up the oldest want that the peer cannot answer if its list is full. */
  private boolean makeRoom() {
    if (!hasRoom() && !refused.isEmpty()) {
      Wanted oldest = takeFirst(refused);
      givenUp.add(oldest);
      lines.put(oldest.hash(), new Line(oldest.cid, true, false));
      owed++;
    }
    return hasRoom();
  }

  private static Wanted takeFirst(Set<Wanted> wants) {
    Iterator<Wanted> first = wants.iterator();
    Wanted wanted = first.next();
    first.remove();
    return wanted;
  }
}
