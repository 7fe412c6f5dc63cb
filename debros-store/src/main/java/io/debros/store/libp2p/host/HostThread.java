package io.debros.store.libp2p.host;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a host. Thread-safe. */
final class HostThread {
  private static final Logger LOG = LoggerFactory.getLogger(HostThread.class);
  private static final long PATIENCE_MILLIS = 500;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("debros-host", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();

  EventLoop loop() {
    return loop;
  }

  /** Runs a task there, and waits for it; throws what it throws. */
  <T> T call(Supplier<T> task) {
    try {
      return CompletableFuture.supplyAsync(task, loop).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  /** The task; if it fails, that is logged, and the thread goes on. */
  static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException bug) {
        LOG.error("Task on the host thread failed", bug);
      }
    };
  }

  /** Stops soon, with all that is open. */
  @SuppressWarnings("FutureReturnValueIgnored") // awaitStop() waits for the same
  void stop() {
    var unused = group.shutdownGracefully(0, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Waits until it has stopped. */
  void awaitStop(long millis) {
    group.terminationFuture().awaitUninterruptibly(millis);
  }
}
