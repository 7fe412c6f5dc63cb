package io.debros.store.network;

import io.debros.store.error.ClosedException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.Listed;
import io.debros.store.libp2p.host.RateLimit;
import io.debros.store.libp2p.host.Refusal;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.Timer;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.replication.ReplicatedLog;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Any connected peer may ask about a database that is open, as it may exchange heads of it. One
 * question is looked up at a time, whoever asks, so that all of them together take one worker. The
 * streams of a peer are reset that asks more often than it may, or more at a time: others would
 * wait too long behind it.
 */
/** Tells peers which entries come before one. Host thread only; look-ups run on workers. */
final class OlderAnswers {
  /** Streams of one peer at a time. */
  static final int MOST_OF_PEER = 8;

  /** Questions that are answered to one peer in a second. */
  static final int PER_SECOND = 32;

  private static final long MOST_MILLIS = 20_000;
  private static final Logger LOG = LoggerFactory.getLogger(OlderAnswers.class);

  private final Host host;
  private final Executor workers;
  private final Function<Address, @Nullable ReplicatedLog> logs;
  private final int perSecond;
  private final Deque<Asked> waiting = new ArrayDeque<>();
  private final Map<PeerId, Asker> askers = new HashMap<>();
  private boolean isBusy;

  private OlderAnswers(
      Host host, Executor workers, Function<Address, @Nullable ReplicatedLog> logs, int perSecond) {
    this.host = host;
    this.workers = workers;
    this.logs = logs;
    this.perSecond = perSecond;
  }

  /**
   * Answers questions of peers from now on.
   *
   * @param workers for look-ups, which read storage
   * @param logs of open databases
   * @param perSecond questions of one peer that are answered
   */
  static OlderAnswers serve(
      Host host, Executor workers, Function<Address, @Nullable ReplicatedLog> logs, int perSecond) {
    OlderAnswers answers = new OlderAnswers(host, workers, logs, perSecond);
    host.handle(OlderMessages.PROTOCOL, answers::accept, Listed.YES);
    return answers;
  }

  /** The last connection to a peer is gone, and with it all its streams. */
  void disconnected(PeerId peer) {
    askers.remove(peer);
  }

  private StreamHandler accept(HostStream stream) {
    Asker asker = askers.computeIfAbsent(stream.peer(), first -> new Asker(perSecond, host.now()));
    asker.streams++;
    boolean isOften = !asker.rate.take(host.now());
    if (isOften || asker.streams > MOST_OF_PEER) {
      stream.refuse(Refusal.QUESTIONS);
    }
    return new Asked(stream, asker);
  }

  /** Looks up what waits longest, unless something is being looked up. */
  private void next() {
    while (!isBusy && !waiting.isEmpty()) {
      Asked asked = waiting.remove();
      OlderMessages.Question question = asked.question;
      if (!asked.isOver && question != null) {
        lookUp(asked, question);
      }
    }
  }

  private void lookUp(Asked asked, OlderMessages.Question question) {
    ReplicatedLog log = logs.apply(question.database());
    if (log == null) {
      asked.answer(List.of());
      return;
    }
    try {
      workers.execute(() -> tell(asked, found(log, question)));
      isBusy = true;
    } catch (RejectedExecutionException closing) {
      LOG.debug("Closed meanwhile", closing);
    }
  }

  private void tell(Asked asked, List<Cid> found) {
    try {
      host.execute(() -> lookedUp(asked, found));
    } catch (ClosedException closed) {
      LOG.debug("Closed meanwhile", closed);
    }
  }

  private void lookedUp(Asked asked, List<Cid> found) {
    isBusy = false;
    asked.answer(found);
    next();
  }

  /** Nothing if that fails: whoever needs the log for itself says so. */
  private static List<Cid> found(ReplicatedLog log, OlderMessages.Question question) {
    try {
      return log.older(question.below(), question.most());
    } catch (RuntimeException failure) {
      LOG.debug("Older entries could not be looked up", failure);
      return List.of();
    }
  }

  /** A connected peer that has asked. */
  private static final class Asker {
    final RateLimit rate;
    int streams;

    Asker(int perSecond, long now) {
      this.rate = new RateLimit(perSecond, now);
    }
  }

  /** One stream: a question, then its answer. */
  private final class Asked implements StreamHandler {
    private final HostStream stream;
    private final Asker asker;
    private final FrameReader frames = new FrameReader(OlderMessages.MAX_QUESTION_BYTES);
    private final Timer timer;
    private OlderMessages.@Nullable Question question;
    private @Nullable ByteBuffer answer;
    private boolean isOver;

    Asked(HostStream stream, Asker asker) {
      this.stream = stream;
      this.asker = asker;
      this.timer = host.schedule(MOST_MILLIS, stream::reset);
    }

    @Override
    public void readable() {
      byte[] bytes = stream.read();
      if (question != null || isOver) {
        return; // one question a stream
      }
      List<byte[]> messages = frames.receive(bytes);
      stream.hold(frames.heldBytes());
      if (!messages.isEmpty()) {
        question = OlderMessages.Question.decode(messages.get(0));
        waiting.add(this);
        next();
      } else if (stream.isEnded()) {
        stream.closeWrite();
      }
    }

    @Override
    public void writable() {
      write();
    }

    @Override
    public void closed(@Nullable Problem why) {
      isOver = true;
      timer.cancel();
      waiting.remove(this);
      answer = null;
      asker.streams--;
    }

    void answer(List<Cid> hashes) {
      if (!isOver) {
        answer = ByteBuffer.wrap(FrameReader.frame(OlderMessages.answer(hashes)));
        write();
      }
    }

    private void write() {
      ByteBuffer rest = answer;
      if (rest != null && rest.hasRemaining() && !isOver) {
        stream.write(rest);
        stream.hold(rest.hasRemaining() ? rest.capacity() : 0); // unless the peer reads it
        if (!rest.hasRemaining()) {
          stream.closeWrite();
        }
      }
    }
  }
}
