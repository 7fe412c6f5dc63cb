package io.debros.store.replication;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/** What is to be done later, in order of time. One thread at a time. */
final class Agenda {
  /** Nothing is due at any time. */
  static final long NEVER = Long.MAX_VALUE;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
  private long number;

  /** Has something done at a time; it looks for itself whether it still matters then. */
  void at(long due, LongConsumer action) {
    tasks.add(new Task(due, number++, action));
  }

  /** Does what is due. */
  void run(long now) {
    for (Task first = tasks.peek(); first != null && first.due <= now; first = tasks.peek()) {
      tasks.remove();
      first.action.accept(now);
    }
  }

  /** When the next task is due; {@link #NEVER} if there is none. */
  long next() {
    Task first = tasks.peek();
    return first == null ? NEVER : first.due;
  }

  private record Task(long due, long number, LongConsumer action) {}
}
