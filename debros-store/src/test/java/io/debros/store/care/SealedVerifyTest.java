package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.encryption.DataCipher;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.MemoryEncryptionKeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.index.IndexDefinition;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Care of databases whose values, or whole entries, are encrypted. */
class SealedVerifyTest {
  private static final Space KEYS = new Space("keys");
  private static final Space ORDER = new Space("order");

  private final MemoryStorage storage = new MemoryStorage();
  private final NodeSettings settings =
      NodeSettings.inMemory()
          .withKeyStore(new MemoryKeyStore())
          .withEncryptionKeyStore(new MemoryEncryptionKeyStore());
  private final DebrosNode node = DebrosNode.open(settings, storage);
  private final EncryptionKeys keys = node.encryptionKeys();

  @BeforeEach
  void createKeys() {
    keys.create("ada");
    keys.create("rest");
    keys.create("network");
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void verify_keysRotatedAndForgotten_countsShreddedAndFindsNothing() {
    DocumentDatabase people = people();
    write(people);

    assertClean(people, 0, 5);
    keys.forgetAll("ada");
    assertClean(people, 2, 5);
    people().close();
    assertThat(verify().all()).isEmpty();
  }

  @Test
  void verify_writtenAfterForgetting_findsNothing() {
    DocumentDatabase people = people();
    write(people);
    keys.forgetAll("ada");
    keys.create("ada");

    people.put(document("ada/1", "again"));
    people.delete("bob");

    assertThat(verify().all()).isEmpty();
    people.close();
    assertThat(people().get("ada/1").isReadable()).isTrue();
    assertThat(verify().all()).isEmpty();
  }

  @Test
  void verify_rowOfOpenDatabaseDamaged_isReported() {
    write(people());
    for (RowDamage.Row row : RowDamage.rows(storage, KEYS)) {
      if (row.key()[3] == 1) { // those of the number of the database that show its documents
        byte[] changed = row.value().clone();
        changed[changed.length - 1] ^= 1;
        storage.write(new StorageBatch().put(KEYS, row.key(), changed));
        assertThat(verify().all()).extracting(Finding::kind).contains(FindingKind.KEY_INDEX_WRONG);

        storage.write(new StorageBatch().delete(KEYS, row.key()));
        assertThat(verify().all()).extracting(Finding::kind).contains(FindingKind.KEY_INDEX_WRONG);
        storage.write(new StorageBatch().put(KEYS, row.key(), row.value()));
      }
    }
    assertThat(verify().all()).isEmpty();
  }

  @Test
  void repair_shreddedRows_stayShreddedAndAreNoDamage() {
    DocumentDatabase people = people();
    write(people);
    keys.forgetAll("ada");
    List<DocumentRow> before = people.all();
    RowDamage.Row row = RowDamage.rows(storage, ORDER).get(0);
    storage.write(new StorageBatch().delete(ORDER, row.key()));

    RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

    assertThat(report.before().all()).isNotEmpty();
    assertThat(report.after().all()).isEmpty();
    assertThat(report.after().find(people.address()).unreadable()).isEqualTo(2);
    assertThat(people().all()).isEqualTo(before);
    assertThat(verify().all()).isEmpty();
  }

  @Test
  void quarantine_shreddedRows_arePutNowhere() {
    DocumentDatabase people = people();
    write(people);
    keys.forgetAll("ada");
    damage(people.heads().get(0).hash());

    RepairReport report =
        node.care()
            .repair(
                RepairOptions.defaults().withHopeless(RepairOptions.Hopeless.QUARANTINE),
                Progress.NONE);

    assertThat(report.after().all()).isEmpty();
    assertThat(report.after().find(people.address()).entries()).isEqualTo(6);
    assertThat(people().all()).extracting(DocumentRow::isReadable).contains(true, false);
  }

  @Test
  void repair_entriesEncryptedAsAWhole_worksWhileTheKeyIsInUse() {
    DocumentDatabase hidden = hidden();
    write(hidden);
    List<DocumentRow> before = hidden.all();
    assertClean(hidden, 0, 5);
    List<Entry> log = hidden.log().values();
    BlockStore blocks = new BlockStore(storage);
    MemoryStorage copy = new MemoryStorage();
    log.forEach(entry -> put(copy, entry.hash(), blocks.get(entry.hash())));
    damage(log.get(2).hash());
    damage(log.get(6).hash());

    RepairReport report =
        node.care()
            .repair(RepairOptions.defaults().withSource(new BlockStore(copy)::find), Progress.NONE);

    assertThat(report.before().find(hidden.address()).findings())
        .extracting(Finding::kind)
        .contains(FindingKind.BLOCK_DAMAGED);
    assertThat(report.after().all()).isEmpty();
    assertThat(hidden().all()).isEqualTo(before);
    assertClean(hidden(), 0, 5);
  }

  @Test
  void repair_entriesEncryptedAsAWholeAndClosed_leavesTheLogAsItIs() {
    DocumentDatabase hidden = hidden();
    write(hidden);
    List<DocumentRow> before = hidden.all();
    hidden.close();
    DocumentDatabase other = node.openDocuments("other", DocumentOptions.defaults());
    other.put(document("x", "plain"));
    damage(other.heads().get(0).hash());

    node.care()
        .repair(
            RepairOptions.defaults().withHopeless(RepairOptions.Hopeless.QUARANTINE),
            Progress.NONE);

    assertThat(hidden().all()).isEqualTo(before);
    assertThat(verify().all()).isEmpty();
  }

  /** Seven entries, five rows, two of them under a key of their own. */
  private void write(DocumentDatabase database) {
    database.put(document("ada/1", "hers"));
    database.put(document("bob", "his"));
    keys.rotate("rest");
    database.put(document("ada/2", "hers too"));
    database.put(document("carl", "x"));
    database.put(document("dora", "x"));
    database.delete("dora");
    database.put(document("dora", "again"));
  }

  private DocumentDatabase people() {
    return node.openDocuments(
        "people",
        DocumentOptions.defaults()
            .withIndexes(
                List.of(
                    IndexDefinition.of(
                        "title", "1", (key, row) -> List.of(DagCbor.encode(row.find("title"))))))
            .with(shared -> shared.withEncryption(Encryption.ofData(ofValues()))));
  }

  private DocumentDatabase hidden() {
    return node.openDocuments(
        "hidden",
        DocumentOptions.defaults()
            .with(
                (DatabaseOptions shared) ->
                    shared.withEncryption(
                        Encryption.ofData(ofValues())
                            .withReplication(keys.forReplication("network")))));
  }

  private DataCipher ofValues() {
    return keys.forData((key, value) -> key != null && key.startsWith("ada/") ? "ada" : "rest");
  }

  private void assertClean(DocumentDatabase database, long unreadable, long rows) {
    VerifyReport report = verify();
    assertThat(report.all()).isEmpty();
    assertThat(report.find(database.address()))
        .returns(7L, DatabaseReport::entries)
        .returns(unreadable, DatabaseReport::unreadable)
        .returns(rows, DatabaseReport::rows);
  }

  private VerifyReport verify() {
    return node.care().verify(VerifyOptions.defaults(), Progress.NONE);
  }

  private void damage(Cid block) {
    byte[] bytes = storage.get(BlockStore.SPACE, block.bytes());
    bytes[bytes.length / 2] ^= 1;
    put(storage, block, bytes);
  }

  private static void put(MemoryStorage to, Cid block, byte[] bytes) {
    to.write(new StorageBatch().put(BlockStore.SPACE, block.bytes(), bytes));
  }

  private static CborMap document(String key, String title) {
    return CborMap.builder().put("_id", key).put("title", title).build();
  }
}
