package io.debros.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Short ways to write entries and to read indexes in tests. */
final class IndexFixture {
  private IndexFixture() {}

  /** An operation as the log has it. */
  record Operation(int databaseId, String key, WinningEntry entry) {}

  /** Text or list of texts in a field, or nothing: what documents are found by. */
  static IndexDefinition byField(String name, String field) {
    return IndexDefinition.of(name, field, (key, document) -> values(document, field));
  }

  static IndexDefinition byFieldOfGroup(String group, String name, String field) {
    return IndexDefinition.ofGroup(group, name, field, (key, document) -> values(document, field));
  }

  private static List<byte[]> values(CborMap document, String field) {
    if (document.find(field) instanceof CborText text) {
      return List.of(bytes(text.value()));
    }
    if (document.find(field) instanceof CborList list) {
      return list.values().stream().map(value -> bytes(((CborText) value).value())).toList();
    }
    return List.of();
  }

  static CborMap document(String field, String... values) {
    return values.length == 1
        ? CborMap.builder().put(field, values[0]).build()
        : CborMap.builder()
            .put(field, new CborList(List.copyOf(Stream.of(values).map(CborText::new).toList())))
            .build();
  }

  static Operation put(int databaseId, String key, long time, String writer, CborMap document) {
    byte[] value = DagCbor.encode(document);
    Clock clock = new Clock(writer, time);
    return new Operation(databaseId, key, WinningEntry.put(hash(key, clock, value), clock, value));
  }

  static Operation delete(int databaseId, String key, long time, String writer) {
    Clock clock = new Clock(writer, time);
    return new Operation(
        databaseId, key, WinningEntry.delete(hash(key, clock, new byte[0]), clock));
  }

  private static Cid hash(String key, Clock clock, byte[] value) {
    return Cid.ofDagCbor(bytes(key + clock + new String(value, UTF_8)));
  }

  static void write(Storage storage, Indexes indexes, Operation... operations) {
    IndexStage stage = indexes.stage();
    for (Operation operation : operations) {
      stage.add(operation.databaseId, operation.key, operation.entry);
    }
    StorageBatch batch = new StorageBatch();
    stage.writeTo(batch);
    storage.write(batch);
    stage.applied();
  }

  /** {@code key=hash}, in log order. */
  static List<String> logOrder(
      Storage storage, Indexes indexes, int databaseId, Direction direction) {
    try (StorageSnapshot snapshot = storage.snapshot();
        KeyCursor rows = indexes.keys().inLogOrder(snapshot, databaseId, direction)) {
      return shown(rows);
    }
  }

  /** {@code key=hash}, in key order. */
  static List<String> keyOrder(StorageReader reader, Indexes indexes, int databaseId) {
    try (KeyCursor rows = indexes.keys().inKeyOrder(reader, databaseId, Direction.ASCENDING)) {
      return shown(rows);
    }
  }

  private static List<String> shown(KeyCursor rows) {
    List<String> shown = new ArrayList<>();
    while (rows.next()) {
      shown.add(rows.key() + "=" + rows.entry().hash());
    }
    return shown;
  }

  /** {@code value@database/key}. */
  static List<String> scan(
      StorageReader reader, Indexes indexes, int databaseId, String name, ValueRange range) {
    return shown(indexes.fields().scan(reader, databaseId, name, range, Direction.ASCENDING));
  }

  /** {@code value@database/key}. */
  static List<String> scanGroup(
      StorageReader reader, Indexes indexes, String group, String name, ValueRange range) {
    return shown(indexes.fields().scanGroup(reader, group, name, range, Direction.ASCENDING));
  }

  static List<String> shown(FieldCursor rows) {
    List<String> shown = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        shown.add(new String(rows.value(), UTF_8) + "@" + rows.databaseId() + "/" + rows.key());
      }
    }
    return shown;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
