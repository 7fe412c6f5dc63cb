package io.debros.store.network;

import io.debros.store.error.ClosedException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.Listed;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Any connected peer may ask about a database that is open, as it may exchange heads of it. One
 * question is looked up at a time, whoever asks, so that all of them together take one worker; a
 * peer that opens more streams than it may gets them reset.
 */
/** Tells peers which entries come before one. Host thread only; look-ups run on workers. */
final class OlderAnswers {
  /** Streams of one peer at a time. */
  static final int MOST_OF_PEER = 8;

  private static final long MOST_MILLIS = 20_000;
  private static final Logger LOG = LoggerFactory.getLogger(OlderAnswers.class);

  private final Host host;
  private final Executor workers;
  private final Function<Address, @Nullable ReplicatedLog> logs;
  private final Deque<Asked> waiting = new ArrayDeque<>();
  private final Map<PeerId, Integer> running = new HashMap<>();
  private boolean isBusy;

  private OlderAnswers(
      Host host, Executor workers, Function<Address, @Nullable ReplicatedLog> logs) {
    this.host = host;
    this.workers = workers;
    this.logs = logs;
  }

  /**
   * Answers questions of peers from now on.
   *
   * @param workers for look-ups, which read storage
   * @param logs of open databases
   */
  static void serve(Host host, Executor workers, Function<Address, @Nullable ReplicatedLog> logs) {
    OlderAnswers answers = new OlderAnswers(host, workers, logs);
    host.handle(OlderMessages.PROTOCOL, answers::accept, Listed.YES);
  }

  private StreamHandler accept(HostStream stream) {
    Asked asked = new Asked(stream);
    if (running.merge(stream.peer(), 1, Integer::sum) > MOST_OF_PEER) {
      stream.reset();
    }
    return asked;
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
    isBusy = true;
    workers.execute(
        () -> {
          List<Cid> found = found(log, question);
          try {
            host.execute(() -> lookedUp(asked, found));
          } catch (ClosedException closed) {
            LOG.debug("Closed meanwhile", closed);
          }
        });
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

  /** One stream: a question, then its answer. */
  private final class Asked implements StreamHandler {
    private final HostStream stream;
    private final FrameReader frames = new FrameReader(OlderMessages.MAX_QUESTION_BYTES);
    private final Timer timer;
    private OlderMessages.@Nullable Question question;
    private @Nullable ByteBuffer answer;
    private boolean isOver;

    Asked(HostStream stream) {
      this.stream = stream;
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
      running.computeIfPresent(stream.peer(), (peer, count) -> count == 1 ? null : count - 1);
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
        if (!rest.hasRemaining()) {
          stream.closeWrite();
        }
      }
    }
  }
}
