package io.debros.store.network;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.RateLimit;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.StreamOpener;
import io.debros.store.libp2p.host.Timer;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks peers which entries come before one. Host thread only. */
final class OlderQuestions {
  /** Questions to one peer in a second; fewer than debros nodes answer, so that none is refused. */
  static final int PER_SECOND = OlderAnswers.PER_SECOND * 3 / 4;

  private static final long PAUSE_MILLIS = 100;
  private static final long MOST_MILLIS = 15_000;

  private final Host host;
  private final Map<PeerId, RateLimit> rates = new HashMap<>();

  OlderQuestions(Host host) {
    this.host = host;
  }

  /**
   * Asks a connected peer, a little later if it was asked very often.
   *
   * @param then told the hashes, once and later; none if the peer does not answer
   */
  void ask(PeerId peer, OlderMessages.Question question, Consumer<List<Cid>> then) {
    RateLimit rate = rates.computeIfAbsent(peer, first -> new RateLimit(PER_SECOND, host.now()));
    if (rate.take(host.now())) {
      host.open(peer, List.of(OlderMessages.PROTOCOL), new Asking(question, then));
    } else {
      host.schedule(PAUSE_MILLIS, () -> askIfConnected(peer, question, then));
    }
  }

  /** The last connection to a peer is gone. */
  void disconnected(PeerId peer) {
    rates.remove(peer);
  }

  private void askIfConnected(
      PeerId peer, OlderMessages.Question question, Consumer<List<Cid>> then) {
    if (host.isConnected(peer)) {
      ask(peer, question, then);
    } else {
      then.accept(List.of());
    }
  }

  /** One stream, from its opening on. */
  private final class Asking implements StreamOpener, StreamHandler {
    private final OlderMessages.Question question;
    private final Consumer<List<Cid>> then;
    private final ByteBuffer unsent;
    private final FrameReader frames = new FrameReader(OlderMessages.MAX_ANSWER_BYTES);
    private final Timer timer;
    private @Nullable HostStream stream;
    private boolean isOver;

    Asking(OlderMessages.Question question, Consumer<List<Cid>> then) {
      this.question = question;
      this.then = then;
      this.unsent = ByteBuffer.wrap(FrameReader.frame(question.encode()));
      this.timer = host.schedule(MOST_MILLIS, this::giveUp);
    }

    @Override
    public StreamHandler opened(HostStream opened) {
      stream = opened;
      if (isOver) {
        opened.reset();
      } else {
        writable();
      }
      return this;
    }

    @Override
    public void failed(@Nullable Problem why) {
      end(List.of());
    }

    @Override
    public void readable() {
      HostStream open = stream;
      if (open == null || isOver) {
        return;
      }
      List<byte[]> messages;
      List<Cid> hashes = List.of();
      try {
        messages = frames.receive(open.read());
        open.hold(frames.heldBytes());
        if (!messages.isEmpty()) {
          hashes = OlderMessages.answered(messages.get(0), question.most());
        }
      } catch (BadPeerException broken) {
        host.misbehaved(open.peer(), Problems.of(broken), broken.fault().isBreach());
        giveUp();
        return;
      }
      if (!messages.isEmpty()) {
        if (!open.isEnded()) {
          open.reset(); // one answer a stream
        }
        end(hashes);
      } else if (open.isEnded()) {
        giveUp();
      }
    }

    @Override
    public void writable() {
      HostStream open = stream;
      if (open != null && unsent.hasRemaining()) {
        open.write(unsent);
        if (!unsent.hasRemaining()) {
          open.closeWrite();
        }
      }
    }

    @Override
    public void closed(@Nullable Problem why) {
      end(List.of());
    }

    private void giveUp() {
      if (stream != null) {
        stream.reset();
      }
      end(List.of());
    }

    private void end(List<Cid> hashes) {
      if (!isOver) {
        isOver = true;
        timer.cancel();
        then.accept(hashes);
      }
    }
  }
}
