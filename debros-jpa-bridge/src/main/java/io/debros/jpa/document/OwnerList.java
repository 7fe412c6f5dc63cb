package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.AppendDeniedException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * <model>/<owner> -> 1
 *
 * Names of databases tell nobody that there are such databases: this list does. It only grows.
 */
/**
 * The owners of whom some node has databases, in a replicated key-value database: by it nodes learn
 * of databases that others made. Thread-safe.
 */
public final class OwnerList {
  private static final Logger log = LoggerFactory.getLogger(OwnerList.class);

  private final KeyValueDatabase database;
  private final Set<Owner> listed = ConcurrentHashMap.newKeySet();

  OwnerList(KeyValueDatabase database) {
    this.database = database;
  }

  /**
   * An owner of rows of a model.
   *
   * @param model name of the model in lower case, as in names of databases
   */
  public record Owner(String model, String owner) {}

  /**
   * Lists an owner, unless it is listed. Where this node may not write to the list, the log says
   * so, and nothing else happens: its rows are as good without. Call it in no commit.
   */
  public void add(Owner owner) {
    String key = owner.model() + "/" + owner.owner();
    if (listed.contains(owner)) {
      return;
    }
    try {
      if (database.find(key) == null) {
        database.put(key, new CborInt(1));
      }
    } catch (AppendDeniedException denied) {
      log.warn(
          "Databases of an owner cannot be listed in {}: other nodes open them when they use them",
          database.name(),
          denied);
    }
    listed.add(owner);
  }

  /** All that are listed, oldest first. */
  public List<Owner> all() {
    return database.all().stream().map(row -> parse(row.key())).filter(OwnerList::isOwner).toList();
  }

  /** Has a listener told of owners that are listed from now on, whoever lists them. */
  public void addListener(Consumer<Owner> listener) {
    database.addListener(new ListListener(listener));
  }

  /** What others write and is no owner has an empty model. */
  private static Owner parse(String key) {
    int slash = key.indexOf('/');
    return slash < 0
        ? new Owner("", "")
        : new Owner(key.substring(0, slash), key.substring(slash + 1));
  }

  private static boolean isOwner(Owner owner) {
    return !owner.model().isEmpty() && !owner.owner().isEmpty();
  }

  private record ListListener(Consumer<Owner> listener) implements DatabaseListener {
    @Override
    public void changed(Database source, List<Change> changes, ChangeOrigin origin) {
      for (Change change : changes) {
        Owner owner = parse(change.key());
        if (change.after() != null && isOwner(owner)) {
          listener.accept(owner);
        }
      }
    }
  }
}
