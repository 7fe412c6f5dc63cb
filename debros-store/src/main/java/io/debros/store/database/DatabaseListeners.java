package io.debros.store.database;

import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Calls are queued under the writer lock, so they are in the order of the commits, and made when
 * the thread has no writer lock any more. One thread at a time makes the calls of a database. Who
 * comes meanwhile waits until its own are made, unless it is itself in a call of a listener: then
 * the other thread may be waiting for it, so it goes on and leaves its calls to the other. A
 * listener that writes to the database that it is told of has the rest of the queue called at once.
 */
/** The listeners of one database. Thread-safe; no listener's error gets out. */
final class DatabaseListeners {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseListeners.class);
  private static final long NONE = -1;

  private final Database database;
  private final CopyOnWriteArrayList<DatabaseListener> listeners = new CopyOnWriteArrayList<>();
  private final Deque<Runnable> queue = new ArrayDeque<>(); // this and the rest: guarded by this
  private @Nullable Thread caller;
  private int depth; // of the caller: it is in a call while it makes another
  private long queued;
  private long begun;
  private long done;
  private int waiting;

  DatabaseListeners(Database database) {
    this.database = database;
  }

  void add(DatabaseListener listener) {
    listeners.add(listener);
  }

  /** Nothing happens if they are here already. */
  void addNew(List<DatabaseListener> those) {
    those.forEach(listeners::addIfAbsent);
  }

  void remove(DatabaseListener listener) {
    listeners.remove(listener);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void changed(List<Change> changes, ChangeOrigin origin) {
    enqueue((listener, source) -> listener.changed(source, changes, origin));
  }

  void conflicted(List<Conflict> conflicts) {
    enqueue((listener, source) -> listener.conflicted(source, conflicts));
  }

  void twinned(List<Twin> twins) {
    enqueue((listener, source) -> listener.twinned(source, twins));
  }

  void updated(Entry entry) {
    enqueue((listener, source) -> listener.updated(source, entry));
  }

  void appended(List<Entry> entries) {
    enqueue((listener, source) -> listener.appended(source, entries));
  }

  void joined(List<Entry> heads) {
    enqueue((listener, source) -> listener.joined(source, heads));
  }

  void rejected(Refusal refusal) {
    enqueue((listener, source) -> listener.rejected(source, refusal));
  }

  /** Something failed that the caller of the database is not to be told. */
  void failed(RuntimeException cause) {
    LOG.warn("Entries set aside cannot be tried again {address={}}", database.address(), cause);
    enqueue((listener, source) -> listener.failed(source, cause));
  }

  void dropped() {
    enqueue((listener, source) -> listener.dropped(source));
  }

  void closed() {
    enqueue((listener, source) -> listener.closed(source));
  }

  /** Writer only: the calls are made when this thread lets go of its last writer lock. */
  private void enqueue(BiConsumer<DatabaseListener, Database> event) {
    if (!listeners.isEmpty()) {
      synchronized (this) {
        for (DatabaseListener listener : listeners) {
          queue.add(() -> call(listener, event));
          queued++;
        }
      }
      ThreadState.present().due(this);
    }
  }

  /**
   * Makes the calls that are queued. The thread has no writer lock.
   *
   * @param wait whether to wait while another thread makes them
   */
  void tell(boolean wait) {
    long last = begin(wait);
    if (last == NONE) {
      return;
    }
    try {
      for (Runnable call = next(last); call != null; call = next(last)) {
        call.run();
      }
    } catch (RuntimeException | Error failure) { // of the logger: others must not wait for ever
      end();
      throw failure;
    }
  }

  /** Makes this thread the caller: gives the number of its last call, or that it need not call. */
  private synchronized long begin(boolean wait) {
    long last = queued;
    if (wait) {
      waitFor(last);
    }
    if (anotherCalls()) {
      return NONE;
    }
    caller = Thread.currentThread();
    depth++;
    return last;
  }

  /** Stays also if it is interrupted: the thread is interrupted again afterwards. */
  private synchronized void waitFor(long last) {
    boolean interrupted = false;
    waiting++;
    while (anotherCalls() && done < last) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    waiting--;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean anotherCalls() {
    return caller != null && caller != Thread.currentThread();
  }

  /** The next call; null, and this thread is done, if there is none or another waits to make it. */
  private synchronized @Nullable Runnable next(long last) {
    if (depth == 1) {
      done = begun;
      notifyAll();
    }
    boolean handOver = depth == 1 && done >= last && waiting > 0;
    Runnable call = handOver ? null : queue.poll();
    if (call == null) {
      end();
    } else {
      begun++;
    }
    return call;
  }

  private synchronized void end() {
    depth--;
    if (depth == 0) {
      done = begun;
      caller = null;
      notifyAll();
    }
  }

  private void call(DatabaseListener listener, BiConsumer<DatabaseListener, Database> event) {
    ThreadState state = ThreadState.present();
    state.enterCall();
    try {
      event.accept(listener, database);
    } catch (RuntimeException | Error failure) {
      LOG.warn("Listener of a database failed {address={}}", database.address(), failure);
      tellOfFailure(failure);
    } finally {
      state.leaveCall();
    }
  }

  private void tellOfFailure(Throwable cause) {
    for (DatabaseListener listener : listeners) {
      try {
        listener.failed(database, cause);
      } catch (RuntimeException | Error failure) {
        LOG.warn("Error listener failed {address={}}", database.address(), failure);
      }
    }
  }
}
