package io.debros.store.testing;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.KeyStore;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What one to five replicas of a key-value database wrote while they joined each other now and
 * then: puts, puts in place of others, deletions; branches and merges. Two of the replicas may be
 * devices of one writer, so that clocks are equal.
 */
public final class History {
  private static final int KEYS = 5;
  private static final int MAX_REPLICAS = 5;

  private final KeyStore keys;
  private final String logId;
  private final int referencesCount;
  private final List<TestLog> replicas = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Entry> known = new HashSet<>();

  private History(KeyStore keys, String logId, int referencesCount) {
    this.keys = keys;
    this.logId = logId;
    this.referencesCount = referencesCount;
  }

  /**
   * A random history.
   *
   * @param size how many entries it has
   */
  public static History random(RandomGenerator random, KeyStore keys, String logId, int size) {
    History history = new History(keys, logId, random.nextInt(6));
    int count = 1 + random.nextInt(MAX_REPLICAS);
    boolean twoDevices = random.nextInt(3) == 0;
    for (int replica = 0; replica < count; replica++) {
      history.replicas.add(history.open("writer" + (twoDevices ? replica / 2 : replica)));
    }
    int joinsOfTen = random.nextInt(6);
    while (history.entries.size() < size) {
      history.step(random, joinsOfTen);
    }
    return history;
  }

  /** A document's operation as OrbitDB writes it. */
  public static CborMap put(String key, int value) {
    CborMap document = CborMap.builder().put("_id", key).put("n", value).build();
    return operation("PUT", key, document);
  }

  /** The operation that deletes a document. */
  public static CborMap delete(String key) {
    return operation("DEL", key, CborNull.NULL);
  }

  /** The id of the log. */
  public String logId() {
    return logId;
  }

  /** All entries, in the order in which they were written. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** All entries, oldest first. */
  public List<Entry> values() {
    return entries.stream().sorted(EntryOrder.OLDEST_FIRST).toList();
  }

  /** The entries that no other one builds on, newest first. */
  public List<Entry> heads() {
    Set<Object> builtOn = new HashSet<>();
    entries.forEach(entry -> builtOn.addAll(entry.next()));
    return entries.stream()
        .filter(entry -> !builtOn.contains(entry.hash()))
        .sorted(EntryOrder.NEWEST_FIRST)
        .toList();
  }

  /** Where all blocks are found. */
  public BlockSource source() {
    return cid ->
        replicas.stream()
            .map(replica -> replica.blocks().find(cid))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** One of the replicas as the history left it. */
  public TestLog replica(RandomGenerator random) {
    return replicas.get(random.nextInt(replicas.size()));
  }

  /** An empty log of the same id. */
  public TestLog open(String writer) {
    return TestLog.open(logId, keys, writer, TestLog.ANYONE, referencesCount);
  }

  private void step(RandomGenerator random, int joinsOfTen) {
    TestLog replica = replica(random);
    if (random.nextInt(10) < joinsOfTen) {
      replica.join(replica(random));
      return;
    }
    String key = "k" + random.nextInt(KEYS);
    CborValue operation = random.nextInt(4) == 0 ? delete(key) : put(key, random.nextInt(3));
    Entry entry = replica.append(operation);
    if (known.add(entry)) { // two devices may write the same entry
      entries.add(entry);
    }
  }

  private static CborMap operation(String name, String key, CborValue value) {
    return CborMap.builder()
        .put("op", new CborText(name))
        .put("key", new CborText(key))
        .put("value", value)
        .build();
  }
}
