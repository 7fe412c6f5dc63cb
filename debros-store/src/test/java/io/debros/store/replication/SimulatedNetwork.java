package io.debros.store.replication;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Peers, the links between them and the time that passes, all from one seed. Links delay, reorder,
 * duplicate and lose; they are cut when the peers are in different parts. One thread at a time.
 */
final class SimulatedNetwork {
  private static final int MOST_EVENTS = 2_000_000;

  final RandomGenerator random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final List<SimulatedPeer> peers = new ArrayList<>();
  private long now;
  private long number;
  private double loss;
  private long longestDelay = 20;
  private long messages;

  private record Event(long at, long number, Runnable action) {}

  SimulatedNetwork(RandomGenerator random) {
    this.random = random;
  }

  long now() {
    return now;
  }

  /** What was sent from peer to peer so far. */
  long messages() {
    return messages;
  }

  List<SimulatedPeer> peers() {
    return peers;
  }

  /** Adds a peer that is connected to all of its part. */
  void add(SimulatedPeer peer) {
    peers.add(peer);
    peer.start();
    connectAll(peer);
  }

  /** How bad the links are from now on. */
  void weather(double lossOfMessages, long delay) {
    loss = lossOfMessages;
    longestDelay = delay;
  }

  /** Distributes the peers over parts that cannot reach each other; one part heals all. */
  void partition(int parts) {
    for (SimulatedPeer peer : peers) {
      int part = random.nextInt(parts);
      if (part != peer.part()) {
        disconnectAll(peer);
        peer.moveTo(part);
        connectAll(peer);
      }
    }
  }

  /** Its state machine and all that was under way is lost; what it stored stays. */
  void crash(SimulatedPeer peer) {
    disconnectAll(peer);
    peer.crash();
  }

  void restart(SimulatedPeer peer) {
    peer.start();
    connectAll(peer);
  }

  boolean isConnected(SimulatedPeer one, SimulatedPeer other) {
    return one != other && one.isUp() && other.isUp() && one.part() == other.part();
  }

  List<SimulatedPeer> connectedTo(SimulatedPeer peer) {
    return peers.stream().filter(other -> isConnected(peer, other)).toList();
  }

  /** Does something after a time. */
  void in(long millis, Runnable action) {
    events.add(new Event(now + millis, number++, action));
  }

  /** Something that may be lost or come twice, and takes its time. */
  void send(SimulatedPeer from, SimulatedPeer to, Runnable arrival) {
    messages++;
    int session = from.session() ^ to.session();
    for (int copies = random.nextInt(20) == 0 ? 2 : 1; copies > 0; copies--) {
      if (random.nextDouble() >= loss) {
        in(
            delay(),
            () -> {
              if (isConnected(from, to) && session == (from.session() ^ to.session())) {
                arrival.run();
              }
            });
      }
    }
  }

  long delay() {
    return 1 + random.nextLong(longestDelay);
  }

  boolean loses() {
    return random.nextDouble() < loss;
  }

  /** Lets time pass. */
  void run(long millis) {
    long end = now + millis;
    for (Event next = events.peek(); next != null && next.at <= end; next = events.peek()) {
      events.remove();
      now = next.at;
      next.action.run();
      if (number > MOST_EVENTS) {
        throw new AssertionError("An action storm: " + messages + " messages at " + now);
      }
    }
    now = end;
  }

  private void connectAll(SimulatedPeer peer) {
    for (SimulatedPeer other : connectedTo(peer)) {
      peer.connectedTo(other);
      other.connectedTo(peer);
    }
  }

  private void disconnectAll(SimulatedPeer peer) {
    for (SimulatedPeer other : connectedTo(peer)) {
      peer.disconnectedFrom(other);
      other.disconnectedFrom(peer);
    }
  }
}
