package io.debros.store.database;

import java.util.LinkedHashSet;
import java.util.Set;

/*
 * Static because it has to see the databases of every node: a listener of one node may write to
 * another node. It holds nothing between two calls of a thread.
 */
/**
 * What the present thread has under way: writer locks, and calls of listeners. Listeners are called
 * when the thread has let go of its last writer lock, so no listener ever runs under a lock.
 */
final class ThreadState {
  private static final ThreadLocal<ThreadState> PRESENT = ThreadLocal.withInitial(ThreadState::new);

  private final Set<DatabaseListeners> due = new LinkedHashSet<>();
  private int locks;
  private int calls;

  private ThreadState() {}

  static ThreadState present() {
    return PRESENT.get();
  }

  void locked() {
    locks++;
  }

  /** Calls the listeners that are due, if that was the last lock. */
  void unlocked() {
    locks--;
    if (locks > 0) {
      return;
    }
    while (!due.isEmpty()) {
      DatabaseListeners listeners = due.iterator().next();
      due.remove(listeners);
      listeners.tell(calls == 0);
    }
    if (calls == 0) {
      PRESENT.remove();
    }
  }

  /** Something is to be told when this thread has no lock any more. */
  void due(DatabaseListeners listeners) {
    due.add(listeners);
  }

  void enterCall() {
    calls++;
  }

  void leaveCall() {
    calls--;
  }
}
