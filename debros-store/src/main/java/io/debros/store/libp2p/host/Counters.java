package io.debros.store.libp2p.host;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a host does. Thread-safe. */
final class Counters {
  private final LongAdder connectionsIn = new LongAdder();
  private final LongAdder connectionsOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder streamsIn = new LongAdder();
  private final LongAdder streamsOut = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final Map<String, LongAdder> misbehaviour = new ConcurrentHashMap<>();

  Counters() {
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void connected(Direction direction) {
    (direction == Direction.INBOUND ? connectionsIn : connectionsOut).increment();
  }

  void agreed(Direction direction) {
    (direction == Direction.INBOUND ? streamsIn : streamsOut).increment();
  }

  void received(int bytes) {
    bytesIn.add(bytes);
  }

  void sent(int bytes) {
    bytesOut.add(bytes);
  }

  /** More, or less, waits on a connection. */
  void waiting(long change) {
    waiting.add(change);
  }

  long waiting() {
    return waiting.sum();
  }

  void refused(Refusal reason) {
    LongAdder counter = refused.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  /**
   * @param sentence of a problem: there are only so many
   */
  void misbehaved(String sentence) {
    misbehaviour.computeIfAbsent(sentence, first -> new LongAdder()).increment();
  }

  HostStatistics statistics() {
    Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
    refused.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            refusals.put(reason, count.sum());
          }
        });
    Map<String, Long> faults = new HashMap<>();
    misbehaviour.forEach((sentence, count) -> faults.put(sentence, count.sum()));
    return new HostStatistics(
        connectionsIn.sum(),
        connectionsOut.sum(),
        refusals,
        bytesIn.sum(),
        bytesOut.sum(),
        streamsIn.sum(),
        streamsOut.sum(),
        waiting.sum(),
        faults);
  }
}
