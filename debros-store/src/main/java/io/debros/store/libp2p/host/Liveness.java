package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks on one connection, now and then, whether the peer is still there: by a ping on a stream of
 * its own. A peer that does not speak ping is alive, too. Host thread.
 */
final class Liveness {
  private final Connection connection;
  private final HostContext context;
  private long askedAt;
  private boolean isWaiting;

  Liveness(Connection connection, HostContext context) {
    this.connection = connection;
    this.context = context;
    this.askedAt = context.now();
  }

  /** Asks if it is time, and closes the connection if the answer takes too long. */
  void tick(long now) {
    if (isWaiting && now - askedAt >= context.limits().pingPatience().toMillis()) {
      connection.close(problem("Peer does not answer any more").at("peer", connection.peer()));
    } else if (!isWaiting && now - askedAt >= context.limits().pingInterval().toMillis()) {
      askedAt = now;
      isWaiting = true;
      connection.open(List.of(Ping.PROTOCOL), new Question());
    }
  }

  /** One ping. */
  private final class Question implements StreamOpener {
    @Override
    public StreamHandler opened(HostStream stream) {
      return new Answer(stream);
    }

    /** Not to speak ping is an answer; to say nothing for too long is none. */
    @Override
    public void failed(@Nullable Problem why) {
      isWaiting = why != null;
    }
  }

  /** What comes back. */
  private final class Answer implements StreamHandler {
    private final HostStream stream;
    private final Ping ping = new Ping(context.random());
    private final ByteBuffer request = ByteBuffer.wrap(ping.request());

    Answer(HostStream stream) {
      this.stream = stream;
      stream.write(request);
    }

    @Override
    public void readable() {
      ping.receive(ByteBuffer.wrap(stream.read()));
      if (ping.isAnswered()) {
        isWaiting = false;
        stream.closeWrite();
      }
    }

    @Override
    public void writable() {
      stream.write(request);
    }

    @Override
    public void closed(@Nullable Problem why) {}
  }
}
