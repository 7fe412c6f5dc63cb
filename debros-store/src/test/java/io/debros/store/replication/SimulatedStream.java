package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A heads stream between two simulated peers: in order, in chunks of any size, may break. */
final class SimulatedStream {
  private final SimulatedNetwork network;
  private final Address database;
  private final End dialler;
  private final End acceptor;
  private boolean broken;

  SimulatedStream(
      SimulatedNetwork network, SimulatedPeer dialler, SimulatedPeer acceptor, Address database) {
    this.network = network;
    this.database = database;
    this.dialler = new End(dialler);
    this.acceptor = new End(acceptor);
  }

  void open() {
    network.in(
        network.delay(),
        () -> {
          if (!isAlive() || network.loses()) {
            fail();
            return;
          }
          acceptor.peer.perform(
              acceptor.peer.replicator().headsStarted(dialler.peer.id, database, network.now()));
          dialler.begin(acceptor);
          acceptor.begin(dialler);
        });
  }

  private boolean isAlive() {
    return !broken
        && network.isConnected(dialler.peer, acceptor.peer)
        && dialler.session == dialler.peer.session()
        && acceptor.session == acceptor.peer.session();
  }

  private void fail() {
    if (!broken) {
      broken = true;
      dialler.fail(acceptor);
      acceptor.fail(dialler);
    }
  }

  private final class End {
    final SimulatedPeer peer;
    final int session;
    private HeadsExchange exchange;
    private long lastArrival;
    private boolean told;

    End(SimulatedPeer peer) {
      this.peer = peer;
      this.session = peer.session();
    }

    void begin(End other) {
      List<byte[]> heads = peer.log(database).heads().stream().map(Entry::bytes).toList();
      exchange = new HeadsExchange(heads, 256 << 10, network.now());
      pump(other);
      network.in(HeadsExchange.PATIENCE, () -> pump(other));
      network.in(
          HeadsExchange.DEADLINE,
          () -> {
            if (exchange.isOverdue(network.now())) {
              SimulatedStream.this.fail();
            }
          });
    }

    void fail(End other) {
      if (exchange != null && told) {
        return;
      }
      if (peer.isUp() && session == peer.session()) {
        peer.perform(
            peer.replicator()
                .headsFailed(other.peer.id, database, problem("Stream broke"), network.now()));
      }
    }

    private void pump(End other) {
      if (broken) {
        return;
      }
      for (byte[] chunk : chunks(exchange.takeDue(network.now()))) {
        arrive(other, () -> other.received(chunk, this));
      }
      if (exchange.isAllTaken() && !exchange.isSent()) {
        arrive(other, () -> other.ended(this));
        exchange.sent();
        finish(other);
      }
    }

    /** In order, and the stream breaks rather than lose a part. */
    private void arrive(End other, Runnable arrival) {
      lastArrival = Math.max(lastArrival, network.now() + network.delay());
      boolean breaks = network.loses() && network.random.nextInt(4) == 0;
      network.in(
          lastArrival - network.now(),
          () -> {
            if (breaks || !isAlive()) {
              SimulatedStream.this.fail();
            } else {
              arrival.run();
            }
          });
    }

    private void received(byte[] chunk, End other) {
      for (byte[] head : exchange.received(chunk)) {
        peer.perform(peer.replicator().headReceived(other.peer.id, database, head, network.now()));
      }
      pump(other);
    }

    private void ended(End other) {
      exchange.ended();
      pump(other);
      finish(other);
    }

    private void finish(End other) {
      if (exchange.isDone() && !told) {
        told = true;
        peer.perform(peer.replicator().headsEnded(other.peer.id, database, network.now()));
      }
    }

    /** Glued together and cut anywhere. */
    private List<byte[]> chunks(List<byte[]> frames) {
      int length = frames.stream().mapToInt(frame -> frame.length).sum();
      byte[] all = new byte[length];
      int to = 0;
      for (byte[] frame : frames) {
        System.arraycopy(frame, 0, all, to, frame.length);
        to += frame.length;
      }
      List<byte[]> chunks = new ArrayList<>();
      for (int from = 0; from < length; ) {
        int end = Math.min(length, from + 1 + network.random.nextInt(length));
        chunks.add(Arrays.copyOfRange(all, from, end));
        from = end;
      }
      return chunks;
    }
  }
}
