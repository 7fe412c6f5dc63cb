package io.debros.store;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.index.IndexDefinition;
import io.debros.store.storage.Durability;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.HaltingStorage;
import io.debros.store.testing.HaltingStorage.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that writes, one thing after the other; and the process that does it and is ended at a
 * step of {@link HaltingStorage}. Prints {@code done n} after each chapter, and at the end {@code
 * count step times}.
 */
final class StepCrashStory {
  static final List<String> NAMES = List.of("story-a", "story-b", "story-c");

  private static final DocumentOptions OPTIONS = DocumentOptions.defaults().withWrite(List.of("*"));
  private static final int ROWS_OF_SEVERAL_BATCHES = 700;
  private static final String LONG_TEXT = "x".repeat(2_000);

  private final DebrosNode node;
  private final Storage storage;

  StepCrashStory(DebrosNode node, Storage storage) {
    this.node = node;
    this.storage = storage;
  }

  /** Arguments: directory, durability, step, occurrence; the step may be {@code NONE}. */
  public static void main(String[] arguments) {
    Step step = arguments[2].equals("NONE") ? null : Step.valueOf(arguments[2]);
    HaltingStorage storage =
        new HaltingStorage(
            RocksStorage.open(Path.of(arguments[0]), Durability.valueOf(arguments[1])),
            step,
            Integer.parseInt(arguments[3]));
    DebrosNode node = DebrosNode.open(NodeSettings.in(Path.of(arguments[0])), storage);
    StepCrashStory story = new StepCrashStory(node, storage);
    List<Runnable> chapters = story.chapters();
    for (int number = 0; number < chapters.size(); number++) {
      chapters.get(number).run();
      System.out.println("done " + number);
    }
    for (Step counted : Step.values()) {
      System.out.println("count " + counted + " " + storage.count(counted));
    }
  }

  /** Each changes what the databases show in one piece, or not at all. */
  List<Runnable> chapters() {
    List<Runnable> chapters = new ArrayList<>();
    chapters.add(() -> NAMES.forEach(this::open));
    chapters.add(this::openOtherTypes);
    chapters.add(() -> values().put("one", text("first")));
    chapters.add(() -> values().putAll(Map.of("two", text("2"), "three", text("3"))));
    chapters.add(() -> events().addAll(List.of(text("first"), text("second"), text("third"))));
    chapters.add(() -> counter().increment(5));
    chapters.add(() -> open("story-a").put(document("k1", "first")));
    chapters.add(() -> open("story-a").put(document("k1", "second")));
    chapters.add(() -> open("story-a").delete("k1"));
    chapters.add(this::writeEverywhere);
    chapters.add(() -> node.putNote("note", new byte[] {1}));
    chapters.add(this::writeMany);
    chapters.add(() -> open("story-b").ensureIndexes(List.of(byText("1"))));
    chapters.add(() -> open("story-b").ensureIndexes(List.of(byText("2"))));
    chapters.add(this::rebuildIndex);
    chapters.add(() -> open("story-b").drop());
    chapters.add(() -> open("story-b").put(document("k2", "after the drop")));
    chapters.add(() -> node.importCar(new ByteArrayInputStream(carOfPeer("story-c"))));
    chapters.add(() -> node.importCar(new ByteArrayInputStream(carOfPeer("story-new"))));
    chapters.add(node::close);
    return chapters;
  }

  static CborMap document(String key, String text) {
    return CborMap.builder().put("_id", key).put("text", text).build();
  }

  static IndexDefinition byText(String version) {
    return IndexDefinition.of(
        "text",
        version,
        (key, document) -> List.of((version + textOf(document)).getBytes(StandardCharsets.UTF_8)));
  }

  private static String textOf(CborMap document) {
    return ((CborText) document.find("text")).value();
  }

  private DocumentDatabase open(String name) {
    return node.openDocuments(name, OPTIONS);
  }

  private void openOtherTypes() {
    values();
    events();
    counter();
  }

  private KeyValueDatabase values() {
    return node.openKeyValue("story-values", DatabaseOptions.defaults());
  }

  private EventDatabase events() {
    return node.openEvents("story-events", DatabaseOptions.defaults());
  }

  private CounterDatabase counter() {
    return node.openCounter("story" + NodeState.COUNTER, DatabaseOptions.defaults());
  }

  private static CborText text(String text) {
    return new CborText(text);
  }

  private void writeEverywhere() {
    List<DocumentDatabase> documents = NAMES.stream().map(this::open).toList();
    List<Database> all = new ArrayList<>(documents);
    all.addAll(List.of(values(), events(), counter()));
    try (DatabaseTransaction transaction = node.begin(all)) {
      transaction.delete(values(), "one");
      transaction.add(events(), text("everywhere"));
      transaction.decrement(counter(), 2);
      for (DocumentDatabase database : documents) {
        transaction.put(database, document("everywhere", database.name()));
        transaction.put(database, document("gone", database.name()));
        transaction.delete(database, "gone");
      }
      transaction.commit();
    }
  }

  private void writeMany() {
    DocumentDatabase database = open("story-b");
    try (DatabaseTransaction transaction = node.begin(List.of(database))) {
      for (int number = 0; number < ROWS_OF_SEVERAL_BATCHES; number++) {
        transaction.put(database, document("many-" + number, number + LONG_TEXT));
      }
      transaction.commit();
    }
  }

  /** The index is thrown away as {@code repair} does, and made again when it is opened. */
  private void rebuildIndex() {
    DocumentDatabase database = open("story-b");
    byte[] key = database.address().toString().getBytes(StandardCharsets.UTF_8);
    database.close();
    storage.write(new StorageBatch().put(new Space("indexed-heads"), key, new byte[1]));
    open("story-b");
  }

  private static byte[] carOfPeer(String name) {
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    try (DebrosNode peer = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase database = peer.openDocuments(name, OPTIONS);
      for (int number = 0; number < 20; number++) {
        database.put(document("from-peer-" + number, "n" + number));
      }
      peer.exportCar(database.address(), car);
    }
    return car.toByteArray();
  }
}
