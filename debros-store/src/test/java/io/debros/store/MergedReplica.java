package io.debros.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Conflict;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.encryption.EncryptionKey;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.ValueRange;
import io.debros.store.merge.CounterValue;
import io.debros.store.merge.MergeRule;
import io.debros.store.merge.SetValue;
import io.debros.store.oplog.Encryption;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A node in memory with documents that merge and are encrypted under a name of its choice. */
final class MergedReplica implements AutoCloseable, DatabaseListener {
  static final MergeRule RULE = new MergeRule(Set.of("likes"), Set.of("tags"), "v", null);

  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults()
          .withWrite(List.of("*"))
          .withIndexes(
              List.of(IndexDefinition.of("title", "1", (key, document) -> titleOf(document))));

  final Storage storage = new MemoryStorage();
  final DebrosNode node =
      DebrosNode.open(NodeSettings.inMemory().withKeyStore(new MemoryKeyStore()), storage);
  final EncryptionKeys keys = node.encryptionKeys();
  final List<Conflict> told = new ArrayList<>();
  DocumentDatabase database;
  boolean keysChanged;
  private final Encryption encryption;
  private volatile String name = "rest";

  /** Has all keys of a ring, or those of some names. */
  MergedReplica(EncryptionKeys ring, String... names) {
    for (EncryptionKey key : ring.all()) {
      if (names.length == 0
          || key.name().startsWith("(")
          || Arrays.asList(names).contains(key.name())) {
        keys.add(key);
      }
    }
    encryption = Encryption.ofData(keys.forData((key, value) -> name));
    database = open();
  }

  DocumentDatabase open() {
    return open(EVERYBODY.with(shared -> shared.withEncryption(encryption)));
  }

  /** Without ciphers. */
  void openPlain() {
    open(EVERYBODY);
  }

  private DocumentDatabase open(DocumentOptions options) {
    database = node.open("merged", DatabaseTypes.mergedDocuments(RULE), options);
    database.addListener(this);
    return database;
  }

  /** Has the index made anew, by opening the database by other rules meanwhile. */
  void remake() {
    database.close();
    node.openDocuments("merged", EVERYBODY.with(shared -> shared.withEncryption(encryption)))
        .close();
    open();
  }

  /** Has what is written from now on encrypted under a name. */
  void writeAs(String keyName) {
    name = keyName;
  }

  @Override
  public void conflicted(Database source, List<Conflict> conflicts) {
    told.addAll(conflicts);
  }

  boolean isReadable(String key) {
    DocumentRow row = database.get(key);
    return row != null && row.isReadable();
  }

  /** Empty if there is none that can be read. */
  CborMap row(String key) {
    return isReadable(key) ? database.get(key).value() : CborMap.of();
  }

  void put(String key, Map<String, Object> values) {
    CborMap.Builder document = CborMap.builder().put("_id", key);
    values.forEach((attribute, value) -> document.put(attribute, cbor(value)));
    database.put(document.build());
  }

  private static CborValue cbor(Object value) {
    return value instanceof Integer number ? new CborInt(number) : new CborText((String) value);
  }

  void update(String key, String attribute, CborValue value) {
    put(row(key).toBuilder().put(attribute, value).build(), attribute);
  }

  void move(String key, String attribute, String value) {
    CborMap row = row(key);
    long version = row.find("v") instanceof CborInt number ? number.value() : 0;
    put(row.toBuilder().put(attribute, value).put("v", version + 1).build(), attribute, "v");
  }

  void like(String key) {
    CounterValue likes = CounterValue.of(row(key).find("likes"));
    update(key, "likes", likes.add(node.identity().id(), 1).encode());
  }

  void tag(String key, String tag) {
    SetValue tags = SetValue.of(row(key).find("tags"));
    update(key, "tags", tags.add(node.identity().id(), new CborText(tag)).encode());
  }

  private void put(CborMap document, String... changed) {
    try (DatabaseTransaction transaction = node.begin(List.of(database))) {
      long time = transaction.nextTime(database);
      CborList texts = new CborList(Arrays.stream(changed).<CborValue>map(CborText::new).toList());
      CborMap claim = CborMap.builder().put("at", time).put("keys", texts).build();
      transaction.put(database, document.toBuilder().put("_changed", claim).build());
      transaction.commit();
    }
  }

  void join(MergedReplica other) {
    database.join(other.database.heads(), new BlockStore(other.storage)::find);
  }

  /** Rows that can be read, by key. */
  Map<String, CborValue> rows() {
    Map<String, CborValue> rows = new TreeMap<>();
    for (DocumentRow row : database.all()) {
      if (row.isReadable()) {
        rows.put(row.key(), row.value());
      }
    }
    return rows;
  }

  /** What the field index finds. */
  List<String> titled(String title) {
    List<String> found = new ArrayList<>();
    try (StorageSnapshot now = node.snapshot();
        var rows =
            database
                .view(now)
                .scanKeys("title", ValueRange.of(title.getBytes(UTF_8)), Direction.ASCENDING)) {
      while (rows.next()) {
        found.add(rows.key());
      }
    }
    return found;
  }

  private static List<byte[]> titleOf(CborMap document) {
    return document.find("title") instanceof CborText title
        ? List.of(title.value().getBytes(UTF_8))
        : List.of();
  }

  @Override
  public void close() {
    node.close();
  }
}
