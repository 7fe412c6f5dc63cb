package io.debros.store;

import io.debros.store.access.AccessDatabases;
import io.debros.store.block.BlockSource;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.ClosedException;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * A list is opened with the first database that it rules and closed with the last, unless the
 * application has it open as well. If the application closes one that is in use, its access
 * controller asks for it again and gets a new instance. So nobody has to know who else uses a list.
 * The monitor guards the fields only: databases are opened, closed and retried outside of it.
 */
/**
 * Databases that hold the rules of others. When one changes, those that it rules try again what
 * they had to set aside. Thread-safe.
 */
final class SharedLists implements AccessDatabases, DatabaseListener {
  private final Function<Address, KeyValueDatabase> opener;
  private final Function<Address, @Nullable Database> finder;
  private final Consumer<Database> retried;
  private final Map<Address, Set<Database>> users = new HashMap<>();
  private final Set<Database> watched = newSet();
  private final Set<Database> opened = newSet();

  /**
   * @param opener opens a list, or gives the instance that is open
   * @param finder gives the instance of a database that is open, or null
   * @param retried told of databases whose list changed
   */
  SharedLists(
      Function<Address, KeyValueDatabase> opener,
      Function<Address, @Nullable Database> finder,
      Consumer<Database> retried) {
    this.opener = opener;
    this.finder = finder;
    this.retried = retried;
  }

  @Override
  public KeyValueDatabase open(Address list) {
    KeyValueDatabase database = opener.apply(list);
    watch(database);
    return database;
  }

  /** A database was opened; the lists that rule it stay open as long as it does. */
  void use(Database user, List<Address> lists) {
    if (lists.isEmpty()) {
      return;
    }
    synchronized (this) {
      lists.forEach(list -> users.computeIfAbsent(list, key -> newSet()).add(user));
    }
    user.addListener(this);
    lists.forEach(this::open);
  }

  /** The application opened a database, which may be a list: it is the application's to close. */
  void keep(Database database) {
    if (database instanceof KeyValueDatabase) {
      synchronized (this) {
        opened.removeIf(Database::isClosed);
        opened.add(database);
      }
      watch(database);
    }
  }

  /** A list changed: somebody may have got the right to write. All try again, also if one fails. */
  @Override
  public void updated(Database list, Entry entry) {
    RuntimeException failure = null;
    for (Database user : usersOf(list)) {
      try {
        retry(user);
      } catch (RuntimeException error) {
        if (failure != null) {
          error.addSuppressed(failure);
        }
        failure = error;
      }
    }
    if (failure != null) {
      throw failure; // told to the listeners of the list
    }
  }

  /** A database that others rule was closed. */
  @Override
  public void closed(Database user) {
    for (Address list : release(user)) {
      Database unused = finder.apply(list);
      if (unused != null && !isKept(unused)) {
        unused.close();
      }
    }
  }

  private void watch(Database list) {
    if (isUnwatched(list)) {
      list.addListener(this);
    }
  }

  private synchronized boolean isUnwatched(Database list) {
    watched.removeIf(Database::isClosed);
    return users.containsKey(list.address()) && watched.add(list);
  }

  private synchronized List<Database> usersOf(Database list) {
    return List.copyOf(users.getOrDefault(list.address(), Set.of()));
  }

  private void retry(Database user) {
    try {
      user.retry(BlockSource.NONE);
      retried.accept(user);
    } catch (ClosedException e) {
      if (!user.isClosed()) {
        throw e;
      } // closed just now: there is nothing to retry any more
    }
  }

  private synchronized List<Address> release(Database user) {
    List<Address> unused = new ArrayList<>();
    users.forEach(
        (list, those) -> {
          if (those.remove(user) && those.isEmpty()) {
            unused.add(list);
          }
        });
    unused.forEach(users::remove);
    return unused;
  }

  private synchronized boolean isKept(Database list) {
    return opened.contains(list);
  }

  private static Set<Database> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
