package io.debros.store;

import static io.debros.store.HistoryDatabase.list;
import static io.debros.store.HistoryDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.error.BadEntryException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Logs whose databases JavaScript shows in odd ways, read here as quirks.json recommends. */
class DatabaseQuirksTest {
  private static final JsonNode FILE = Vectors.load("quirks.json", "about", "identities", "quirks");

  @Test
  void documents_keysThatEveryJavaScriptObjectHas_areShown() {
    JsonNode quirk = quirk("documents whose key is a property of every JavaScript object");

    opened(
        quirk,
        database -> {
          DocumentDatabase documents = (DocumentDatabase) database;
          assertThat(documents.all())
              .extracting(DocumentRow::key)
              .containsExactlyElementsOf(texts(quirk.path("putKeys")))
              .hasSize(6);
          assertThat(documents.get("constructor")).isNotNull();
          assertThat(documents.get("__proto__")).isNotNull();
        });
  }

  @Test
  void keyValue_keysThatEveryJavaScriptObjectHas_areShown() {
    JsonNode quirk = quirk("key-value keys that are properties of every JavaScript object");

    opened(
        quirk,
        database -> {
          KeyValueDatabase values = (KeyValueDatabase) database;
          assertThat(values.all())
              .extracting(Row::key)
              .containsExactlyElementsOf(texts(quirk.path("putKeys")))
              .hasSize(4);
          assertThat(values.find("constructor")).isNotNull();
        });
  }

  /** Keys that are not text are not shown; they do not hide the texts that print alike either. */
  @Test
  void documents_keysThatAreNotText_areNotShown() {
    opened(
        quirk("number and string keys"),
        database -> {
          DocumentDatabase documents = (DocumentDatabase) database;
          assertThat(documents.all()).extracting(DocumentRow::key).containsExactly("6", "5");
          assertThat(documents.all())
              .allSatisfy(
                  row -> assertThat(row.value().find("_id")).isEqualTo(new CborText(row.key())));
          assertThat(database.log().values()).hasSizeGreaterThan(3);
        });
  }

  @Test
  void documents_amounts_areWhatTheySay() {
    opened(
        quirk("documents iterator with amount 0 or negative"),
        database ->
            assertAmounts(
                amount ->
                    list(((DocumentDatabase) database).iterator(amount)).stream()
                        .map(DocumentRow::key)
                        .toList()));
  }

  @Test
  void keyValue_amounts_areWhatTheySay() {
    opened(
        quirk("keyvalue iterator with amount 0 or negative"),
        database ->
            assertAmounts(
                amount ->
                    list(((KeyValueDatabase) database).iterator(amount)).stream()
                        .map(Row::key)
                        .toList()));
  }

  /** An older branch that arrives late changes nothing. */
  @Test
  void keyValue_olderBranchArrivesLate_keepsTheNewerValue() {
    JsonNode quirk = quirk("indexed key-value falls back to an older value");
    List<String> heads = texts(quirk.path("heads"));
    opened(
        quirk,
        List.of(),
        (database, blocks) -> {
          KeyValueDatabase values = (KeyValueDatabase) database;
          for (String head : heads) {
            values.join(List.of(entry(blocks, head)), blocks::find);
          }
          assertThat(values.get("k")).isEqualTo(new CborText("v3"));
          assertThat(values.get("z")).isEqualTo(new CborText("from b"));
          assertThat(values.all()).extracting(Row::key).containsExactly("z", "k");
        });
  }

  @Test
  void documents_notEncryptedByJavaScript_areRead() {
    opened(
        quirk("a documents database ignores the encryption option"),
        database ->
            assertThat(((DocumentDatabase) database).get("x").value().find("secret"))
                .isEqualTo(new CborText("visible")));
  }

  /** JavaScript writes it and can never read it back: neither do we. */
  @Test
  void text_withByteOrderMark_isNeitherWrittenNorTaken() {
    JsonNode quirk = quirk("a string that starts with U+FEFF");
    opened(
        quirk,
        List.of(),
        (database, blocks) -> {
          byte[] head = blocks.find(Cid.parseHash(texts(quirk.path("heads")).get(0)));
          assertThatThrownBy(() -> Entry.decode(head)).isInstanceOf(BadEntryException.class);
          assertThat(database.offerBlocks(List.of(EntryBlock.of(head)), blocks::find).refused())
              .hasSize(1);
        });
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      KeyValueDatabase values = node.openKeyValue("mark", DatabaseOptions.defaults());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values.put("k", new CborText("\ufeffvalue")));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values.put("\ufeffk", new CborText("value")));
      assertThat(values.heads()).isEmpty();
    }
  }

  private static void assertAmounts(IntFunction<List<String>> keys) {
    List<String> all = List.of("k3", "k2", "k1", "k0"); // k4 was deleted in the end
    Map.of(0, 0, 1, 1, 3, 3, 4, 4, 5, 4, -1, 4)
        .forEach(
            (amount, shown) -> assertThat(keys.apply(amount)).isEqualTo(all.subList(0, shown)));
    assertThatIllegalArgumentException().isThrownBy(() -> keys.apply(-5));
  }

  private static JsonNode quirk(String name) {
    return Vectors.cases(FILE, "quirks")
        .filter(quirk -> Vectors.text(quirk, "name").equals(name))
        .findFirst()
        .orElseThrow(() -> Vectors.unknown("quirk", name));
  }

  /** The database of a quirk, with all its heads joined. */
  private static void opened(JsonNode quirk, Consumer<Database> check) {
    opened(quirk, texts(quirk.path("heads")), (database, blocks) -> check.accept(database));
  }

  private static void opened(JsonNode quirk, List<String> heads, Check check) {
    MemoryStorage theirs = new MemoryStorage();
    BlockStore blocks = new BlockStore(theirs);
    MemoryStorage ours = new MemoryStorage();
    quirk
        .path("blocks")
        .properties()
        .forEach(
            block -> {
              byte[] bytes = Vectors.hex(quirk.path("blocks"), block.getKey());
              StorageBatch batch = new StorageBatch();
              blocks.put(batch, new Block(Cid.ofDagCbor(bytes), bytes));
              theirs.write(batch);
              if (!isEntry(bytes)) {
                ours.write(batch);
              }
            });
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), ours)) {
      Database database = node.open(Vectors.text(quirk, "address"));
      database.join(heads.stream().map(head -> entry(blocks, head)).toList(), blocks::find);
      check.accept(database, blocks);
    }
  }

  private static boolean isEntry(byte[] bytes) {
    try {
      Entry.decode(bytes);
      return true;
    } catch (BadEntryException e) {
      return false;
    }
  }

  private static Entry entry(BlockStore blocks, String hash) {
    return Entry.decode(blocks.get(Cid.parseHash(hash)));
  }

  private interface Check {
    void accept(Database database, BlockStore blocks);
  }
}
