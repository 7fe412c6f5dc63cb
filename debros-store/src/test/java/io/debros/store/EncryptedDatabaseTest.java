package io.debros.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.care.VerifyOptions;
import io.debros.store.care.VerifyReport;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.MemoryEncryptionKeyStore;
import io.debros.store.encryption.PasswordCipher;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.identity.Identities;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.identity.Signatures;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.ValueRange;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases of every type with encrypted values: read, rotated, shredded, replicated. */
class EncryptedDatabaseTest {
  private DebrosNode node;
  private EncryptionKeys keys;

  @BeforeEach
  void open() {
    node = DebrosNode.open(NodeSettings.inMemory());
    keys = node.encryptionKeys();
    keys.create("rest");
    keys.create("ada");
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void everyType_encrypted_readsItsValuesAndStoresCiphertext() {
    DocumentDatabase documents = documents();
    documents.put(document("a", "title"));
    KeyValueDatabase values = node.openKeyValue("values", options());
    values.put("a", new CborText("value"));
    EventDatabase events = node.openEvents("events", options());
    Cid event = events.add(new CborText("event"));
    FeedDatabase feed = node.openFeed("feed", options());
    Cid kept = feed.add(new CborText("kept"));
    feed.remove(feed.add(new CborText("removed")));
    CounterDatabase counter = node.openCounter("counter", options());
    counter.increment(2);
    counter.increment(3);

    assertThat(documents.get("a").value()).isEqualTo(document("a", "title"));
    assertThat(documents.query(any -> true)).containsExactly(document("a", "title"));
    assertThat(values.get("a")).isEqualTo(new CborText("value"));
    assertThat(events.get(event)).isEqualTo(new CborText("event"));
    assertThat(feed.all()).extracting(Row::hash).containsExactly(kept);
    assertThat(counter.value()).isEqualTo(5);
    for (var database : List.of(documents, values, events, feed, counter)) {
      assertThat(database.log().values())
          .allMatch(entry -> entry.encryptedPayload() != null)
          .allMatch(entry -> entry.verify(identities()));
    }
  }

  @Test
  void entries_unencryptedAmongEncrypted_areRead() {
    DocumentDatabase plain = node.openDocuments("people", DocumentOptions.defaults());
    plain.put(document("a", "plain"));
    plain.close();

    DocumentDatabase encrypted = documents();
    encrypted.put(document("b", "encrypted"));
    encrypted.put(document("a", "now encrypted"));

    assertThat(encrypted.get("a").value()).isEqualTo(document("a", "now encrypted"));
    assertThat(encrypted.all()).extracting(DocumentRow::key).containsExactly("b", "a");
  }

  @Test
  void forgetAll_rowsOfOneName_areUnreadableEverywhereAndOthersStay() {
    DocumentDatabase people = documents();
    people.put(document("ada/1", "hers"));
    people.put(document("bob", "his"));
    people.put(document("ada/2", "hers, too"));
    String key = keys.newest("ada").id();

    keys.forgetAll("ada");

    assertShredded(() -> people.get("ada/1").value(), key);
    assertThat(people.get("ada/1").isReadable()).isFalse();
    assertThat(people.get("nobody")).isNull();
    assertThat(people.get("ada/3")).isNull();
    assertThat(people.get("bob").value()).isEqualTo(document("bob", "his"));
    assertThat(people.all())
        .extracting(DocumentRow::isReadable)
        .containsExactly(false, true, false);
    assertShredded(() -> people.all().get(0).value(), key);
    assertThat(people.query(any -> true)).containsExactly(document("bob", "his"));
    assertThat(people.heads().get(0).verify(identities())).isTrue();
    assertShredded(() -> people.heads().get(0).payload(), key);
    try (StorageSnapshot now = node.snapshot()) {
      assertShredded(() -> people.view(now).get("ada/2").value(), key);
    }
  }

  @Test
  void forget_fieldIndex_findsTheRowsNoMore() {
    IndexDefinition byTitle =
        IndexDefinition.of("title", "1", (key, document) -> List.of(encoded(document)));
    DocumentDatabase people =
        node.openDocuments(
            "people",
            DocumentOptions.defaults()
                .withIndexes(List.of(byTitle))
                .with(shared -> shared.withEncryption(encryption())));
    people.put(document("ada/1", "secret"));
    people.put(document("bob", "secret"));
    assertThat(found(people, "secret")).containsExactly("ada/1", "bob");

    keys.forgetAll("ada");

    assertThat(found(people, "secret")).containsExactly("bob");
    people.put(document("carl", "secret"));
    assertThat(found(people, "secret")).containsExactly("bob", "carl");
  }

  @Test
  void row_rewrittenAfterForgetting_isReadableAgain_andStaysSoInAnyOrder() {
    DocumentDatabase people = documents();
    people.put(document("ada/1", "old"));
    keys.forgetAll("ada");
    keys.create("ada");

    people.put(document("ada/1", "new"));

    assertThat(people.get("ada/1").value()).isEqualTo(document("ada/1", "new"));
    assertThat(people.all()).hasSize(1).allMatch(DocumentRow::isReadable);
    people.delete("ada/1");
    assertThat(people.get("ada/1")).isNull();
    assertThat(people.all()).isEmpty();
  }

  @Test
  void forgetNewerKey_olderValueOfTheRow_doesNotComeBack() {
    DocumentDatabase people = documents();
    people.put(document("bob", "old"));
    String newer = keys.rotate("rest").id();
    people.put(document("bob", "new"));
    people.put(document("deleted", "x"));
    people.delete("deleted");

    keys.forget(newer);

    assertShredded(() -> people.get("bob").value(), newer);
    assertThat(people.get("deleted")).isNull();
    assertThat(people.all()).hasSize(1).noneMatch(DocumentRow::isReadable);
  }

  @Test
  void delete_unreadableRow_removesIt() {
    DocumentDatabase people = documents();
    people.put(document("ada/1", "old"));
    keys.forgetAll("ada");
    keys.create("ada");

    people.delete("ada/1");

    assertThat(people.get("ada/1")).isNull();
    assertThat(people.count()).isZero();
  }

  @Test
  void forget_events_areUnreadableByHashAndInTheirPlace() {
    EventDatabase events =
        node.openEvents(
            "events",
            DatabaseOptions.defaults()
                .withEncryption(
                    Encryption.ofData(
                        keys.forData(
                            (key, value) -> new CborText("hers").equals(value) ? "ada" : "rest"))));
    Cid hers = events.add(new CborText("hers"));
    Cid his = events.add(new CborText("his"));
    String key = keys.newest("ada").id();

    keys.forgetAll("ada");

    assertShredded(() -> events.get(hers), key);
    assertThat(events.get(his)).isEqualTo(new CborText("his"));
    assertThat(events.all()).extracting(Row::hash).containsExactly(hers, his);
    assertThat(events.all()).extracting(Row::isReadable).containsExactly(false, true);
  }

  @Test
  void forget_totalsOfACounter_failsRatherThanCountingAnew() {
    CounterDatabase counter = node.openCounter("counter", options());
    counter.increment(2);

    keys.forgetAll("rest");
    keys.create("rest");

    assertThatThrownBy(counter::value).isInstanceOf(UnreadableException.class);
    assertThatThrownBy(counter::increment).isInstanceOf(UnreadableException.class);
  }

  @Test
  void replica_withoutTheKey_replicatesAndReadsWhenTheKeyArrives() {
    DocumentDatabase here = node.openDocuments("people", everybody(encryption()));
    here.put(document("ada/1", "old"));
    here.put(document("ada/1", "new"));
    here.put(document("bob", "his"));
    here.put(document("ada/2", "deleted"));
    here.delete("ada/2");
    try (DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      EncryptionKeys theirs = there.encryptionKeys();
      keys.all().stream().filter(key -> !key.name().equals("ada")).forEach(theirs::add);
      Encryption cipher = Encryption.ofData(theirs.forData((key, value) -> "rest"));
      DocumentDatabase replica = there.openDocuments("people", everybody(cipher));
      replica.join(entries(here), identityOf(node));

      assertThat(replica.heads()).isEqualTo(here.heads());
      assertThatThrownBy(() -> replica.get("ada/1").value())
          .isInstanceOfSatisfying(
              UnreadableException.class,
              error -> assertThat(error.reason()).isEqualTo(Reason.NO_KEY));
      assertThat(replica.get("ada/2")).isNull();
      assertThat(replica.get("bob").value()).isEqualTo(document("bob", "his"));
      theirs.add(keys.newest("ada"));

      assertThat(replica.all()).isEqualTo(here.all());
    }
  }

  @Test
  void replica_neverGivenAnyKey_showsHowManyRowsThereAre() {
    DocumentDatabase here = node.openDocuments("people", everybody(encryption()));
    here.put(document("ada/1", "old"));
    here.put(document("ada/1", "new"));
    try (DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase replica = there.openDocuments("people", everybody(Encryption.NONE));

      replica.join(entries(here), identityOf(node));

      assertThat(replica.all()).hasSize(1).noneMatch(DocumentRow::isReadable);
      assertThat(replica.log().values()).hasSize(2);
    }
  }

  @Test
  void join_anyOrderAndBatching_showsTheSame() {
    DocumentDatabase here = node.openDocuments("people", everybody(encryption()));
    here.put(document("ada/1", "1"));
    here.put(document("bob", "2"));
    here.put(document("ada/1", "3"));
    here.delete("bob");
    here.put(document("ada/2", "5"));
    keys.rotate("rest");
    here.put(document("bob", "6"));
    List<Entry> all = entries(here);
    keys.forgetAll("ada");
    List<DocumentRow> expected = here.all();

    for (int batch = 1; batch <= all.size(); batch++) {
      try (DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
        EncryptionKeys theirs = there.encryptionKeys();
        keys.all().forEach(theirs::add);
        Encryption cipher = Encryption.ofData(theirs.forData("rest"));
        DocumentDatabase replica = there.openDocuments("people", everybody(cipher));
        for (int from = 0; from < all.size(); from += batch) {
          replica.join(all.subList(from, Math.min(all.size(), from + batch)), identityOf(node));
        }
        assertThat(replica.all()).as("batches of %s", batch).isEqualTo(expected);
      }
    }
  }

  @Test
  void replication_encrypted_keepsReceivedBytesAndRefusesWithoutTheKey() {
    keys.create("network");
    Encryption both = encryption().withReplication(keys.forReplication("network"));
    DocumentDatabase here = node.openDocuments("people", everybody(both));
    here.put(document("ada/1", "1"));
    here.put(document("bob", "2"));
    List<byte[]> blocks = here.log().values().stream().map(Entry::bytes).toList();
    try (DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      EncryptionKeys theirs = there.encryptionKeys();
      keys.all().forEach(theirs::add);
      DocumentDatabase blind = there.openDocuments("people", everybody(Encryption.NONE));
      assertThatThrownBy(() -> blind.log().decode(blocks.get(0)))
          .isInstanceOf(UnreadableException.class)
          .hasMessageContaining("without a cipher for replication");
      blind.close();
      Encryption cipher =
          Encryption.ofData(theirs.forData("rest"))
              .withReplication(theirs.forReplication("network"));
      DocumentDatabase replica = there.openDocuments("people", everybody(cipher));

      replica.join(
          blocks.stream().map(block -> replica.log().decode(block)).toList(), identityOf(node));

      assertThat(replica.all()).isEqualTo(here.all());
      assertThat(replica.log().values().stream().map(Entry::bytes).toList())
          .usingElementComparator(Arrays::compare)
          .isEqualTo(blocks);
      assertThatThrownBy(() -> Entry.decode(blocks.get(0))).isInstanceOf(UnreadableException.class);
    }
  }

  @Test
  void open_otherPassword_hidesValuesUntilTheRightOneIsBack() {
    KeyValueDatabase values = node.openKeyValue("values", password("right"));
    values.put("a", new CborText("value"));
    values.close();

    KeyValueDatabase wrong = node.openKeyValue("values", password("wrong"));
    assertThat(wrong.find("a")).isNull();
    assertThat(wrong.all()).hasSize(1).noneMatch(Row::isReadable);
    wrong.close();
    KeyValueDatabase none = node.openKeyValue("values", DatabaseOptions.defaults());
    assertThat(none.all()).hasSize(1).noneMatch(Row::isReadable);
    none.close();

    assertThat(node.openKeyValue("values", password("right")).get("a"))
        .isEqualTo(new CborText("value"));
  }

  @Test
  void open_againWithOtherCiphers_isRefused_withEqualOnesItIsTheSame() {
    KeyValueDatabase values = node.openKeyValue("values", one("rest"));

    assertThat(node.openKeyValue("values", one("rest"))).isSameAs(values);
    for (DatabaseOptions other :
        List.of(DatabaseOptions.defaults(), one("ada"), password("right"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.openKeyValue("values", other))
          .withMessageContaining("Database is open with other ciphers");
    }
  }

  @Test
  void forget_databaseIsClosed_isUnreadableWhenItIsOpenedAgain() {
    DocumentDatabase people = documents();
    people.put(document("ada/1", "hers"));
    people.put(document("bob", "his"));
    people.close();
    String key = keys.newest("ada").id();

    keys.forgetAll("ada");

    DocumentDatabase again = documents();
    assertShredded(() -> again.get("ada/1").value(), key);
    assertThat(again.get("bob").value()).isEqualTo(document("bob", "his"));
  }

  @Test
  void forget_withinATransactionOfTheDatabase_isRefusedLoudly() {
    DocumentDatabase people = documents();
    people.put(document("ada/1", "hers"));
    try (var transaction = node.begin(List.of(people))) {
      assertThatThrownBy(() -> keys.forgetAll("ada"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in a transaction already");
      transaction.put(people, document("bob", "his"));
      transaction.commit();
    }

    people.close();

    assertShredded(() -> documents().get("ada/1").value(), keys.forgotten().iterator().next());
  }

  @Test
  void verify_shreddedRows_areCountedAndNoFault() {
    DocumentDatabase people = documents();
    people.put(document("ada/1", "hers"));
    people.put(document("ada/1", "again"));
    people.put(document("bob", "his"));
    node.openKeyValue("values", DatabaseOptions.defaults()).put("a", new CborText("plain"));
    keys.create("network");
    node.openKeyValue(
            "network",
            DatabaseOptions.defaults()
                .withEncryption(Encryption.ofReplication(keys.forReplication("network"))))
        .put("a", new CborText("hidden"));
    keys.forgetAll("ada");

    VerifyReport report = node.care().verify(VerifyOptions.defaults(), Progress.NONE);

    assertThat(report.isClean()).as("%s", report).isTrue();
    assertThat(report.find(people.address()).unreadable()).isEqualTo(2);
  }

  @Test
  void verify_openedWithoutTheCipher_isClean() {
    documents().put(document("ada/1", "hers"));
    node.openDocuments("other", DocumentOptions.defaults()).put(document("a", "plain"));
    documents().close();
    DocumentDatabase blind = node.openDocuments("people", DocumentOptions.defaults());

    VerifyReport report = node.care().verify(VerifyOptions.defaults(), Progress.NONE);

    assertThat(blind.all()).hasSize(1).noneMatch(DocumentRow::isReadable);
    assertThat(report.isClean()).as("%s", report).isTrue();
  }

  private DocumentDatabase documents() {
    return node.openDocuments(
        "people", DocumentOptions.defaults().with(shared -> shared.withEncryption(encryption())));
  }

  private DatabaseOptions options() {
    return DatabaseOptions.defaults().withEncryption(encryption());
  }

  private DatabaseOptions one(String name) {
    return DatabaseOptions.defaults().withEncryption(Encryption.ofData(keys.forData(name)));
  }

  private static DatabaseOptions password(String password) {
    return DatabaseOptions.defaults()
        .withEncryption(Encryption.ofData(new PasswordCipher(password)));
  }

  private static DocumentOptions everybody(Encryption encryption) {
    return DocumentOptions.defaults()
        .withWrite(List.of("*"))
        .with(shared -> shared.withEncryption(encryption));
  }

  /** What is hers is under a key of her own. */
  private Encryption encryption() {
    return Encryption.ofData(keys.forData(EncryptedDatabaseTest::nameFor));
  }

  private static String nameFor(@Nullable String key, @Nullable CborValue value) {
    return key != null && key.startsWith("ada/") ? "ada" : "rest";
  }

  private static Identities identities() {
    return Identities.withPublicKeys(
        new MemoryKeyStore(),
        Signatures.open(Signatures.Implementation.PREFERRED),
        new BlockStore(new MemoryStorage()));
  }

  /** All that a replica needs besides the entries. */
  private static BlockSource identityOf(DebrosNode writer) {
    return hash -> hash.equals(writer.identity().hash()) ? writer.identity().block().bytes() : null;
  }

  private static List<Entry> entries(DocumentDatabase database) {
    return database.log().values();
  }

  private List<String> found(DocumentDatabase people, String title) {
    try (StorageSnapshot now = node.snapshot();
        var rows =
            people
                .view(now)
                .scan("title", ValueRange.of(title.getBytes(UTF_8)), Direction.ASCENDING)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.row().key());
      }
      return found;
    }
  }

  private static byte[] encoded(CborMap document) {
    return ((CborText) document.find("title")).value().getBytes(UTF_8);
  }

  private static CborMap document(String key, String title) {
    return CborMap.builder()
        .put("_id", new CborText(key))
        .put("title", new CborText(title))
        .build();
  }

  private static void assertShredded(ThrowingCallable read, String key) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            UnreadableException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(Reason.FORGOTTEN);
              assertThat(error.keyId()).isEqualTo(key);
            });
  }

  @Test
  void otherRing_ofTheCaller_isFollowedToo() {
    EncryptionKeys own = EncryptionKeys.open(new MemoryEncryptionKeyStore());
    own.create("mine");
    KeyValueDatabase values =
        node.openKeyValue(
            "values",
            DatabaseOptions.defaults().withEncryption(Encryption.ofData(own.forData("mine"))));
    values.put("a", new CborText("value"));

    own.forgetAll("mine");

    assertThatThrownBy(() -> values.get("a")).isInstanceOf(UnreadableException.class);
  }
}
