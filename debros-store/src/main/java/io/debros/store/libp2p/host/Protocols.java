package io.debros.store.libp2p.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The protocols that are spoken here, and who takes their streams. Host thread. */
final class Protocols {
  private final Map<String, Entry> entries = new TreeMap<>();
  private Runnable listChanged = () -> {};

  /** Who is told when the listed protocols are others. */
  void onListChanged(Runnable task) {
    listChanged = task;
  }

  void add(String protocol, StreamAcceptor acceptor, Listed listed) {
    List<String> before = listed();
    entries.put(protocol, new Entry(acceptor, listed));
    tell(before);
  }

  void remove(String protocol) {
    List<String> before = listed();
    entries.remove(protocol);
    tell(before);
  }

  boolean has(String protocol) {
    return entries.containsKey(protocol);
  }

  /** Who takes its streams; null if it is not spoken. */
  @Nullable StreamAcceptor find(String protocol) {
    Entry entry = entries.get(protocol);
    return entry == null ? null : entry.acceptor;
  }

  /** What peers are told, in the order of the alphabet. */
  List<String> listed() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().listed == Listed.YES)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void tell(List<String> before) {
    if (!before.equals(listed())) {
      listChanged.run();
    }
  }

  private record Entry(StreamAcceptor acceptor, Listed listed) {}
}
