package io.debros.bench.network;

import io.debros.store.DebrosNode;
import io.debros.store.database.DocumentOptions;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What memory of a node grows with: its heap after garbage was collected, and buffers beside the
 * heap. The storage's own caches and write buffers are bounded, and not counted. Stateless.
 */
final class Memory {
  private static final int GUESTS = 30;
  private static final int IDLE = 20;
  private static final int ROUNDS = 3;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private Memory() {}

  /** Kilobytes of a connected peer, which is in another process: what is free when it is gone. */
  static double ofPeers(DebrosNode node) {
    Process guests = startGuests(node);
    long together;
    try {
      await(guests);
      together = used();
    } finally {
      guests.destroy();
    }
    return (together - used()) / 1e3 / GUESTS;
  }

  /** Kilobytes of an open database that nothing happens in. */
  static double ofDatabases(DebrosNode node, DocumentOptions options) {
    long before = used();
    for (int number = 0; number < IDLE; number++) {
      node.openDocuments("idle " + number, options);
    }
    return (used() - before) / 1e3 / IDLE;
  }

  private static long used() {
    for (int round = 0; round < ROUNDS; round++) {
      LockSupport.parkNanos(PAUSE_NANOS); // for what ends a little later
      System.gc();
    }
    long buffers =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + buffers;
  }

  private static Process startGuests(DebrosNode node) {
    String address = node.network().addresses().get(0).toString();
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Guests.class.getName(),
              address,
              Integer.toString(GUESTS))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new IllegalStateException("Guests cannot be started", e);
    }
  }

  private static void await(Process guests) {
    try {
      if (guests.getInputStream().read() != Guests.READY) {
        throw new IllegalStateException("Guests did not connect");
      }
    } catch (IOException e) {
      throw new IllegalStateException("Guests did not connect", e);
    }
  }
}
