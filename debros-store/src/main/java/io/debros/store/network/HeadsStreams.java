package io.debros.store.network;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.Listed;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.StreamOpener;
import io.debros.store.libp2p.host.Timer;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.HeadsExchange;
import io.debros.store.replication.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Heads exchanges over streams: each database has a protocol of its own. Host thread only.
 *
 * @see <a href="https://github.com/orbitdb/orbitdb/blob/main/docs/REPLICATION.md">OrbitDB
 *     replication</a>
 */
final class HeadsStreams {
  /** A longer head fits into no data frame that a JavaScript peer takes. */
  private static final int MAX_HEAD_BYTES = 256 * 1024 - 12;

  /** Exchanges with one peer about one database at a time; both sides may begin one. */
  private static final int MOST_RUNNING = 4;

  private static final String PREFIX = "/orbitdb/heads";

  private final Host host;
  private final HeadsListener listener;
  private final Map<Address, Set<Exchange>> running = new HashMap<>();

  HeadsStreams(Host host, HeadsListener listener) {
    this.host = host;
    this.listener = listener;
  }

  /** Peers may exchange heads of a database from now on. */
  void open(ReplicatedLog log) {
    running.put(log.address(), new LinkedHashSet<>());
    host.handle(protocol(log.address()), stream -> accept(log, stream), Listed.NO);
  }

  /** They may not any more; exchanges that run are broken off. */
  void close(Address database) {
    host.unhandle(protocol(database));
    Set<Exchange> broken = running.remove(database);
    if (broken != null) {
      broken.forEach(Exchange::breakOff);
    }
  }

  /** Exchanges heads with a peer. */
  void dial(PeerId peer, ReplicatedLog log) {
    host.open(
        peer,
        List.of(protocol(log.address())),
        new StreamOpener() {
          @Override
          public StreamHandler opened(HostStream stream) {
            return begin(log, stream);
          }

          @Override
          public void failed(@Nullable Problem why) {
            listener.failed(peer, log.address(), why);
          }
        });
  }

  private StreamHandler accept(ReplicatedLog log, HostStream stream) {
    listener.started(stream.peer(), log.address());
    return begin(log, stream);
  }

  private StreamHandler begin(ReplicatedLog log, HostStream stream) {
    Exchange exchange = new Exchange(log, stream);
    Set<Exchange> those = running.get(log.address());
    if (those == null) {
      stream.reset(); // closed while it was negotiated
    } else {
      those.add(exchange);
      limit(those, stream.peer());
      exchange.proceed();
    }
    return exchange;
  }

  /** Whether a head fits into no data frame that a JavaScript peer takes. */
  static boolean isTooLong(Entry head) {
    return head.bytes().length > MAX_HEAD_BYTES;
  }

  /** The oldest ones make room: they are left open, or are of a peer that begins too many. */
  private static void limit(Set<Exchange> those, PeerId peer) {
    List<Exchange> running =
        those.stream().filter(exchange -> exchange.stream.peer().equals(peer)).toList();
    for (Exchange oldest : running.subList(0, Math.max(0, running.size() - MOST_RUNNING))) {
      oldest.makeRoom();
    }
  }

  private static String protocol(Address database) {
    return PREFIX + database;
  }

  /** One stream. */
  private final class Exchange implements StreamHandler {
    private final Address database;
    private final HostStream stream;
    private final HeadsExchange exchange;
    private final List<Entry> left;
    private final Deque<byte[]> unsent = new ArrayDeque<>();
    private @Nullable Timer timer;
    private boolean isOver;

    Exchange(ReplicatedLog log, HostStream stream) {
      this.database = log.address();
      this.stream = stream;
      List<Entry> heads = log.heads();
      List<byte[]> blocks = heads.stream().map(Entry::bytes).toList();
      this.exchange = new HeadsExchange(blocks, MAX_HEAD_BYTES, host.now());
      this.left = heads.stream().filter(HeadsStreams::isTooLong).toList();
    }

    @Override
    public void readable() {
      if (isOver) {
        return;
      }
      try {
        List<byte[]> received = exchange.received(stream.read());
        stream.hold(exchange.heldBytes());
        for (byte[] head : received) {
          listener.received(stream.peer(), database, head);
        }
        if (stream.isEnded()) {
          exchange.ended();
        }
      } catch (BadPeerException broken) {
        Problem why = Problems.of(broken);
        host.misbehaved(stream.peer(), why, false); // JavaScript breaks frames, too
        fail(why);
        return;
      }
      proceed();
    }

    @Override
    public void writable() {
      proceed();
    }

    @Override
    public void closed(@Nullable Problem why) {
      if (!isOver) {
        fail(why == null ? brokenOff() : why);
      }
    }

    /** Sends what is due, ends what is done, and looks again later. */
    void proceed() {
      if (isOver) {
        return;
      }
      if (exchange.isOverdue(host.now())) {
        fail(
            Problem.problem("Heads exchange took too long")
                .at("peer", stream.peer())
                .at("database", database)
                .advice("It is tried again by itself"));
        return;
      }
      unsent.addAll(exchange.takeDue(host.now()));
      send();
      if (exchange.isDone()) {
        end();
        listener.ended(stream.peer(), database, left);
      } else {
        lookAgain();
      }
    }

    void breakOff() {
      if (!isOver) {
        stream.reset();
        end();
      }
    }

    /** A peer that began it has begun another one, so that nobody needs to be told. */
    void makeRoom() {
      if (stream.isInbound()) {
        breakOff();
      } else {
        fail(brokenOff());
      }
    }

    private void send() {
      while (!unsent.isEmpty() && stream.writeWhole(unsent.element())) {
        unsent.remove();
      }
      if (unsent.isEmpty() && exchange.isAllTaken() && !exchange.isSent()) {
        stream.closeWrite();
        exchange.sent();
      }
    }

    private void lookAgain() {
      cancelTimer();
      long delay = exchange.nextLook(host.now()) - host.now();
      timer = host.schedule(Math.max(1, delay), this::proceed);
    }

    private void fail(Problem why) {
      stream.reset();
      end();
      listener.failed(stream.peer(), database, why);
    }

    private void end() {
      isOver = true;
      cancelTimer();
      Set<Exchange> those = running.get(database);
      if (those != null) {
        those.remove(this);
      }
    }

    private void cancelTimer() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }

    private Problem brokenOff() {
      return Problem.problem("Heads stream ended before both sides had told their heads")
          .at("peer", stream.peer())
          .at("database", database)
          .advice("It is tried again by itself");
    }
  }
}
