package io.debros.store.encryption;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A ring of keys. Every key has a name, that of what it protects: one name for everything, or one
 * for each person whose rows shall be shredded alone. The newest key of a name encrypts, all of
 * them decrypt. Thread-safe.
 *
 * <p>Peers that shall read the same values need the same keys: hand over {@link #all} on a way that
 * you trust, and {@link #add} them there before anything is written.
 */
public final class EncryptionKeys {
  /** Name of the key from which {@link DataCipher} makes the tags of rows. */
  static final String TAGS = "(row tags)";

  private final EncryptionKeyStore store;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, EncryptionKey> byId = new ConcurrentHashMap<>();
  private final Map<String, NavigableSet<EncryptionKey>> byName = new TreeMap<>();
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
  private final List<EncryptionKeysListener> listeners = new CopyOnWriteArrayList<>();

  private EncryptionKeys(EncryptionKeyStore store) {
    this.store = store;
  }

  /** The keys of a store. Open each store once. */
  public static EncryptionKeys open(EncryptionKeyStore store) {
    EncryptionKeys keys = new EncryptionKeys(store);
    store.load().forEach(keys::remember);
    keys.forgotten.addAll(store.forgotten());
    return keys;
  }

  /**
   * Makes the first key of a name.
   *
   * @throws IllegalArgumentException if the name is empty or has a key; {@link #rotate} makes
   *     another
   */
  public EncryptionKey create(String name) {
    requireName(name);
    EncryptionKey created;
    synchronized (this) {
      if (byName.containsKey(name)) {
        throw new IllegalArgumentException(
            problem("Name has an encryption key")
                .at("newest", newest(name))
                .advice("Use it, or rotate to another one")
                .toString());
      }
      created = put(EncryptionKey.fresh(random, name, 1));
    }
    return announced(created);
  }

  /**
   * Makes the first key of a name, if it has none. Never call it within a transaction of a database
   * that this ring encrypts.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  public void ensure(String name) {
    requireName(name);
    EncryptionKey created;
    synchronized (this) {
      if (byName.containsKey(name)) {
        return;
      }
      created = put(EncryptionKey.fresh(random, name, 1));
    }
    announced(created);
  }

  /** Names that have a key, sorted. */
  public synchronized SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(byName.keySet());
    names.remove(TAGS);
    return names;
  }

  /**
   * Makes a new key of a name: new values are encrypted with it, older ones stay readable.
   *
   * @throws NotFoundException if the name has no key
   */
  public EncryptionKey rotate(String name) {
    EncryptionKey created;
    synchronized (this) {
      created = put(EncryptionKey.fresh(random, name, newest(name).version() + 1));
    }
    return announced(created);
  }

  /**
   * Takes in a key that was made elsewhere; nothing happens if it is here. Values that it protects
   * become readable.
   *
   * @throws IllegalArgumentException if it was forgotten here, or tags of rows were made otherwise
   *     here: exchange keys before the first of them is made
   */
  public void add(EncryptionKey key) {
    synchronized (this) {
      requireWelcome(key);
      if (byId.containsKey(key.id())) {
        return;
      }
      if (key.name().equals(TAGS)) {
        forgetUnusedTags();
      }
      put(key);
    }
    announced(key);
  }

  /** All keys, by name and from old to new: with all secrets. */
  public synchronized List<EncryptionKey> all() {
    List<EncryptionKey> all = new ArrayList<>();
    byName.values().forEach(all::addAll);
    return all;
  }

  /** The keys of a name from old to new; empty if there is none. */
  public synchronized List<EncryptionKey> of(String name) {
    return List.copyOf(byName.getOrDefault(name, new TreeSet<>()));
  }

  /**
   * The key that encrypts what is written under a name.
   *
   * @throws NotFoundException if the name has no key
   */
  public synchronized EncryptionKey newest(String name) {
    EncryptionKey newest = find(name);
    if (newest == null) {
      throw new NotFoundException(
          problem("Name has no encryption key")
              .at("characters", name.length())
              .advice("Create a key of this name before anything is written under it"));
    }
    return newest;
  }

  /** Ids of the keys that were forgotten here. */
  public Set<String> forgotten() {
    return new TreeSet<>(forgotten);
  }

  /** Changes with every key that arrives or is forgotten; says nothing else. */
  public byte[] fingerprint() {
    MessageDigest digest = sha256();
    Stream.of(byId.keySet(), forgotten)
        .forEach(
            ids -> {
              new TreeSet<>(ids).forEach(id -> digest.update(id.getBytes(US_ASCII)));
              digest.update((byte) 0);
            });
    return digest.digest();
  }

  /** Whether the key of an id is here. */
  public boolean has(String id) {
    return byId.containsKey(id);
  }

  /**
   * Destroys a key for good: what it protects is unreadable from now on, here and wherever nobody
   * kept a copy of the key. When this returns, open databases have removed what they derived from
   * it. Never call it within a transaction of such a database.
   *
   * @throws NotFoundException if there is no key of this id
   */
  public void forget(String id) {
    forget(() -> List.of(id));
  }

  /**
   * Destroys all keys of a name, see {@link #forget}. A new one may be created afterwards. If the
   * store fails half way, the rest stays, and what the others protected is removed nevertheless.
   *
   * @throws NotFoundException if the name has no key
   */
  public void forgetAll(String name) {
    forget(
        () -> {
          newest(name);
          return of(name).stream().map(EncryptionKey::id).toList();
        });
  }

  /**
   * Destroys all keys of a name but the newest, see {@link #forget}; nothing happens if it has one.
   *
   * @throws NotFoundException if the name has no key
   */
  public void forgetOld(String name) {
    forget(
        () -> {
          EncryptionKey newest = newest(name);
          return of(name).stream()
              .filter(key -> !key.equals(newest))
              .map(EncryptionKey::id)
              .toList();
        });
  }

  /**
   * Has a listener told about changes, until it is removed: before those that were added earlier.
   */
  public void addListener(EncryptionKeysListener listener) {
    listeners.add(0, listener);
  }

  /** Has a listener told nothing more. */
  public void removeListener(EncryptionKeysListener listener) {
    listeners.remove(listener);
  }

  /** A cipher for payloads that asks a selector under which name each row is protected. */
  public DataCipher forData(KeySelector selector) {
    tags();
    return new DataCipher(this, selector);
  }

  /** A cipher for payloads that protects all of them under one name. */
  public DataCipher forData(String name) {
    newest(name);
    return forData(new OneName(name));
  }

  /** A cipher for whole entries under one name. */
  public ReplicationCipher forReplication(String name) {
    newest(name);
    return new ReplicationCipher(this, name);
  }

  /** A key to decrypt with. */
  EncryptionKey required(String id) {
    EncryptionKey key = byId.get(id);
    if (key != null) {
      return key;
    }
    if (forgotten.contains(id)) {
      throw new UnreadableException(
          problem("Value was encrypted with a key that was forgotten")
              .advice("Take it as gone: forgetting a key is for good"),
          Reason.FORGOTTEN,
          id);
    }
    throw new UnreadableException(
        problem("Value is encrypted with a key that is not here")
            .advice("Add the key; ask the writer of the value for it"),
        Reason.NO_KEY,
        id);
  }

  SecureRandom random() {
    return random;
  }

  private void forget(Supplier<List<String>> chosen) {
    Set<String> gone = new TreeSet<>();
    List<RuntimeException> failures = new ArrayList<>();
    try {
      destroy(chosen, gone);
    } catch (RuntimeException failure) {
      failures.add(failure);
    }
    if (!gone.isEmpty()) { // also if others could not be destroyed
      tellForgotten(gone, failures);
    }
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private synchronized void destroy(Supplier<List<String>> chosen, Set<String> gone) {
    for (String id : chosen.get()) {
      EncryptionKey key = byId.get(id);
      if (key == null) {
        throw new NotFoundException(
            problem("No encryption key has this id")
                .at("key", id)
                .advice("Name one of those that all() lists"));
      }
      store.forget(id);
      forgotten.add(id);
      remove(key);
      gone.add(id);
    }
  }

  /** All of them, also if one fails. */
  private void tellForgotten(Set<String> ids, List<RuntimeException> failures) {
    for (EncryptionKeysListener listener : listeners) {
      try {
        listener.forgotten(Set.copyOf(ids));
      } catch (RuntimeException failure) {
        failures.add(failure);
      }
    }
  }

  private void remove(EncryptionKey key) {
    byId.remove(key.id());
    NavigableSet<EncryptionKey> named = byName.get(key.name());
    if (named != null) {
      named.remove(key);
      if (named.isEmpty()) {
        byName.remove(key.name());
      }
    }
  }

  /** Makes the tags of rows; made itself if it is not here. */
  synchronized EncryptionKey tags() {
    EncryptionKey tags = find(TAGS);
    return tags != null ? tags : put(EncryptionKey.fresh(random, TAGS, 1));
  }

  private void forgetUnusedTags() {
    EncryptionKey tags = find(TAGS);
    if (tags != null) {
      store.forget(tags.id());
      forgotten.add(tags.id());
      remove(tags);
    }
  }

  private EncryptionKey put(EncryptionKey key) {
    store.put(key);
    remember(key);
    return key;
  }

  /** Without the lock: listeners may wait for writers, who ask for keys. */
  private EncryptionKey announced(EncryptionKey key) {
    listeners.forEach(listener -> listener.added(key.id()));
    return key;
  }

  private void requireWelcome(EncryptionKey key) {
    EncryptionKey tags = find(TAGS);
    if (forgotten.contains(key.id())) {
      throw new IllegalArgumentException(
          problem("Encryption key was forgotten here for good")
              .at("key", key.id())
              .advice("Leave it out: what it protects is gone")
              .toString());
    }
    if (key.name().equals(TAGS) && tags != null && !tags.equals(key) && !names().isEmpty()) {
      throw new IllegalArgumentException(
          problem("Keys already make tags of rows in another way")
              .at("key", key.id())
              .advice("Exchange keys before anything is written")
              .toString());
    }
  }

  private void remember(EncryptionKey key) {
    byId.put(key.id(), key);
    byName.computeIfAbsent(key.name(), name -> new TreeSet<>()).add(key);
  }

  private @Nullable EncryptionKey find(String name) {
    NavigableSet<EncryptionKey> named = byName.get(name);
    return named == null ? null : named.last();
  }

  /** The same for every row. */
  private record OneName(String name) implements KeySelector {
    @Override
    public String nameFor(@Nullable String key, @Nullable CborValue value) {
      return name;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }

  private static void requireName(String name) {
    if (name.isEmpty() || name.equals(TAGS)) {
      throw new IllegalArgumentException(
          problem("Encryption key cannot have this name")
              .advice("Give a name that is not empty")
              .toString());
    }
  }
}
