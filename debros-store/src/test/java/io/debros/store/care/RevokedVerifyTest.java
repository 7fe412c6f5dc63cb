package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.BlockStore;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.CarFiles;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Care of a log with entries of a writer whose right was taken away since. */
class RevokedVerifyTest {
  private static final DocumentOptions ORBITDB =
      DocumentOptions.defaults().withAccess(AccessOptions.orbitDb());

  private final MemoryStorage storage = new MemoryStorage();
  private final DebrosNode owner =
      DebrosNode.open(NodeSettings.inMemory().withKeyStore(new MemoryKeyStore()), storage);
  private final DebrosNode guest = DebrosNode.open(NodeSettings.inMemory());
  private DocumentDatabase owned;
  private List<Entry> log;
  private List<DocumentRow> rows;

  /** Two entries of the owner, two of the guest, and then the guest may write no more. */
  @BeforeEach
  void write() {
    owned = owner.openDocuments("diary", ORBITDB);
    rights().grant(OrbitDbAccessController.WRITE, guest.identity().id());
    owned.put(CarFiles.document("a", 1));
    owned.put(CarFiles.document("b", 2));
    guest.importCar(CarFiles.stream(CarFiles.export(owner, owned.address())));
    DocumentDatabase visited = guest.openDocuments(owned.address().toString(), ORBITDB);
    visited.put(CarFiles.document("a", 3));
    visited.put(CarFiles.document("c", 4));
    owner.importCar(CarFiles.stream(CarFiles.export(guest, owned.address())));
    rights().revoke(OrbitDbAccessController.WRITE, guest.identity().id());
    log = owned.log().values();
    rows = owned.all();
  }

  @AfterEach
  void close() {
    owner.close();
    guest.close();
  }

  @Test
  void verify_headsOfRevokedWriter_areNoDamage() {
    assertThat(owned.heads()).singleElement().returns(guest.identity().hash(), Entry::identity);
    assertThat(verify().all()).isEmpty();

    owned.close();
    assertThat(verify().all()).isEmpty();
  }

  @Test
  void repair_logWithRevokedWriter_keepsItsEntries() {
    damageIndexAndHeads();

    RepairReport report =
        owner
            .care()
            .repair(
                RepairOptions.defaults().withHopeless(RepairOptions.Hopeless.QUARANTINE),
                Progress.NONE);

    assertThat(report.before().isClean()).isFalse();
    assertThat(report.after().all()).isEmpty();
    assertThat(report.actions())
        .extracting(RepairAction::kind)
        .doesNotContain(RepairAction.Kind.QUARANTINED);
    DocumentDatabase repaired = owner.openDocuments("diary", ORBITDB);
    assertThat(repaired.log().values()).isEqualTo(log);
    assertThat(repaired.all()).isEqualTo(rows);
  }

  @Test
  void repair_entryOfRevokedWriterLost_comesBackFromASource() {
    MemoryStorage backup = new MemoryStorage();
    log.forEach(entry -> put(backup, entry, entry.bytes()));
    Entry lost = log.get(2);
    byte[] damaged = lost.bytes();
    damaged[damaged.length / 2] ^= 1;
    put(storage, lost, damaged);

    RepairReport report =
        owner
            .care()
            .repair(
                RepairOptions.defaults().withSource(new BlockStore(backup)::find), Progress.NONE);

    assertThat(report.after().all()).isEmpty();
    assertThat(owner.openDocuments("diary", ORBITDB).log().values()).isEqualTo(log);
  }

  @Test
  void repair_revokedWriter_mayStillNotWrite() {
    damageIndexAndHeads();
    owner.care().repair(RepairOptions.defaults(), Progress.NONE);
    DocumentDatabase visited = guest.openDocuments(owned.address().toString(), ORBITDB);
    visited.put(CarFiles.document("d", 5));

    assertThatThrownBy(
            () -> owner.importCar(CarFiles.stream(CarFiles.export(guest, owned.address()))))
        .isInstanceOf(AppendDeniedException.class);
    assertThat(owner.openDocuments("diary", ORBITDB).log().values()).isEqualTo(log);
    assertThat(verify().all()).isEmpty();
  }

  private void damageIndexAndHeads() {
    RowDamage.Row row = RowDamage.rows(storage, new Space("order")).get(0);
    StorageBatch batch = new StorageBatch().delete(new Space("order"), row.key());
    for (RowDamage.Row heads : RowDamage.rows(storage, new Space("heads"))) {
      batch.delete(new Space("heads"), heads.key());
    }
    storage.write(batch);
  }

  private static void put(MemoryStorage to, Entry entry, byte[] bytes) {
    to.write(new StorageBatch().put(BlockStore.SPACE, entry.hash().bytes(), bytes));
  }

  private OrbitDbAccessController rights() {
    return (OrbitDbAccessController) owner.access(owned.address());
  }

  private VerifyReport verify() {
    return owner.care().verify(VerifyOptions.defaults(), Progress.NONE);
  }
}
