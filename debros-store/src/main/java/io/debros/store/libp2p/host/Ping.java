package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * One ping of ours on a stream of its own: send {@link #request}, give it what comes back, and end
 * the stream when it {@link #isAnswered}. Who is asked sends back whatever comes until the stream
 * ends. One thread at a time.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/ping/ping.md">ping</a>
 */
public final class Ping {
  /** The name of the protocol. */
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  /** Bytes of a question and its answer. */
  public static final int SIZE = 32;

  private final byte[] request = new byte[SIZE];
  private int answered;

  /** A question of random bytes. */
  public Ping(RandomGenerator random) {
    random.nextBytes(request);
  }

  /** What to send; a copy. */
  public byte[] request() {
    return request.clone();
  }

  /**
   * Reads all of the input.
   *
   * @throws BadPeerException if the peer sends back other bytes, or more
   */
  public void receive(ByteBuffer input) {
    while (input.hasRemaining()) {
      if (isAnswered() || input.get() != request[answered]) {
        throw new BadPeerException(
            problem("Peer answers a ping with other bytes").at("offset", answered), Fault.PROTOCOL);
      }
      answered++;
    }
  }

  /** Whether all bytes have come back. */
  public boolean isAnswered() {
    return answered == SIZE;
  }
}
