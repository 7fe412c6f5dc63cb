package io.debros.store.network;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.ClosedException;
import io.debros.store.libp2p.host.Host;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the host thread do what other threads want. Thread-safe. */
final class HostCalls {
  private static final Logger LOG = LoggerFactory.getLogger(HostCalls.class);
  private static final long ANSWER_SECONDS = 30;

  private final Host host;

  HostCalls(Host host) {
    this.host = host;
  }

  /** Runs something soon, unless the host is closed: then nobody needs it. */
  void run(Runnable task) {
    try {
      host.execute(task);
    } catch (ClosedException closed) {
      LOG.debug("Network is closed already", closed);
    }
  }

  /**
   * Asks, and waits for the answer; not on the host thread.
   *
   * @throws ClosedException if the host is closed
   * @throws IllegalStateException if the answer does not come within {@value #ANSWER_SECONDS}
   *     seconds
   * @throws RuntimeException as the question does
   */
  <T> T call(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, host::execute)
          .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(failure);
    } catch (TimeoutException late) {
      throw new IllegalStateException(
          problem("Host thread does not answer")
              .at("seconds", ANSWER_SECONDS)
              .advice("Do not ask from a task of the network; else report this with a thread dump")
              .toString(),
          late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ClosedException(
          problem("Interrupted while the network was asked").advice("Ask again"));
    }
  }
}
