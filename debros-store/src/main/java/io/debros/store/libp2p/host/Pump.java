package io.debros.store.libp2p.host;

import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;

/**
 * Repeats a piece of work until there is nothing to do, also if somebody asks for it from within
 * that work, and lets others have their turn now and then. Host thread.
 */
final class Pump {
  /** Rounds of work before others get their turn. */
  private static final int ROUNDS = 64;

  private final EventLoop loop;
  private final BooleanSupplier work;
  private boolean isRunning;
  private boolean isTouched;

  /**
   * @param work a round; whether there was anything to do
   */
  Pump(EventLoop loop, BooleanSupplier work) {
    this.loop = loop;
    this.work = work;
  }

  /** There may be something to do; soon. */
  void touch() {
    if (!isTouched) {
      isTouched = true;
      if (!isRunning) {
        loop.execute(this::run);
      }
    }
  }

  /** Does what there is to do, unless that is being done. */
  void run() {
    if (isRunning) {
      return;
    }
    isRunning = true;
    try {
      int rounds = 0;
      boolean isBusy = true;
      while (isBusy && rounds++ < ROUNDS) {
        isTouched = false;
        isBusy = work.getAsBoolean() || isTouched;
      }
      isTouched = isBusy;
      if (isBusy) {
        loop.execute(this::run);
      }
    } finally {
      isRunning = false;
    }
  }
}
