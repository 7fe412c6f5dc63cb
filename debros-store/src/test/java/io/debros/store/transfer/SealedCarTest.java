package io.debros.store.transfer;

import static io.debros.store.testing.CarFiles.document;
import static io.debros.store.testing.CarFiles.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.Block;
import io.debros.store.care.CareInside;
import io.debros.store.care.VerifyOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.UnreadableException;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.testing.CarFiles;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CAR files of databases whose entries are encrypted as a whole. */
class SealedCarTest {
  private static final BatchSize SMALL = new BatchSize(8, 4_000);
  private static final int ENTRIES = 40;

  private final DebrosNode here = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode there = DebrosNode.open(NodeSettings.inMemory());
  private DocumentDatabase original;
  private byte[] car;

  @BeforeEach
  void write() {
    here.encryptionKeys().create("network");
    here.encryptionKeys().create("values");
    original = open(here);
    for (int i = 0; i < ENTRIES; i++) {
      original.put(document("k" + i % 15, i));
    }
    car = CarFiles.export(here, original.address());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void export_ofOpenDatabase_holdsTheBlocksAsTheyAre() {
    List<byte[]> blocks =
        CarFiles.blocks(car).stream().map(Block::bytes).filter(Entry::isEncrypted).toList();

    assertThat(blocks)
        .usingElementComparator(Arrays::compare)
        .isEqualTo(original.log().values().stream().map(Entry::bytes).toList());
  }

  @Test
  void export_ofClosedDatabase_asksForTheKey() {
    original.close();

    assertThatThrownBy(() -> CarFiles.export(here, original.address()))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("Open the database with the cipher");

    assertThat(CarFiles.export(here, open(here).address())).isEqualTo(car);
  }

  @Test
  void import_withTheKey_bringsAll() {
    shareKeys();

    there.care().importCar(stream(car), encryption(there), Progress.NONE);

    assertSame();
  }

  @Test
  void import_inManyBatches_bringsAll() {
    shareKeys();

    imports().run(stream(car), encryption(there), Progress.NONE);

    assertSame();
  }

  @Test
  void import_intoOpenDatabase_readsAsThatDoes() {
    shareKeys();
    DocumentDatabase open = open(there);

    imports().run(stream(car), Progress.NONE);

    assertThat(open.all()).isEqualTo(original.all());
    assertSame();
  }

  @Test
  void import_withoutTheKey_leavesNothing() {
    assertThatThrownBy(() -> there.importCar(stream(car)))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("Entry is encrypted");

    assertThat(there.databases()).isEmpty();
    assertThat(there.care().pendingImports()).isEmpty();
  }

  @Test
  void import_cutOff_goesOnWithTheKey() {
    shareKeys();
    byte[] half = Arrays.copyOf(car, car.length / 2);
    assertThatThrownBy(() -> imports().run(stream(half), encryption(there), Progress.NONE))
        .isInstanceOf(BadBlockException.class);
    PendingImport pending = imports().pending().get(0);
    byte[] rest = Arrays.copyOfRange(car, (int) pending.offset(), car.length);

    Address address =
        there.care().resumeImport(pending, stream(rest), encryption(there), Progress.NONE);

    assertThat(address).isEqualTo(original.address());
    assertSame();
  }

  @Test
  void compact_besideAnOpenOne_removesWhatADroppedDatabaseLeft() {
    DocumentDatabase dropped = here.openDocuments("dropped", DocumentOptions.defaults());
    dropped.put(document("gone", 1));
    dropped.drop();

    assertThat(here.care().compact(Progress.NONE).removed()).isEqualTo(1);
    assertThat(here.care().verify(VerifyOptions.defaults(), Progress.NONE).all()).isEmpty();
    assertThat(CarFiles.export(here, original.address())).isEqualTo(car);
  }

  private CarImports imports() {
    return new CarImports(CareInside.context(there), CareInside.transfer(there), SMALL);
  }

  private void shareKeys() {
    here.encryptionKeys().all().forEach(there.encryptionKeys()::add);
  }

  private void assertSame() {
    DocumentDatabase copy = there.openDocuments(original.address().toString(), options(there));
    assertThat(copy.heads()).isEqualTo(original.heads());
    assertThat(copy.log().values()).hasSize(ENTRIES).isEqualTo(original.log().values());
    assertThat(copy.all()).isEqualTo(original.all());
    assertThat(there.databases()).hasSize(1);
    assertThat(there.care().verify(VerifyOptions.defaults(), Progress.NONE).all()).isEmpty();
    assertThat(CarFiles.export(there, copy.address())).isEqualTo(car);
  }

  private static DocumentDatabase open(DebrosNode node) {
    return node.openDocuments("hidden", options(node));
  }

  private static DocumentOptions options(DebrosNode node) {
    return DocumentOptions.defaults()
        .withWrite(List.of("*"))
        .with(shared -> shared.withEncryption(encryption(node)));
  }

  private static Encryption encryption(DebrosNode node) {
    EncryptionKeys keys = node.encryptionKeys();
    return Encryption.ofData(keys.forData("values"))
        .withReplication(keys.forReplication("network"));
  }
}
