package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.block.CarReader;
import io.debros.store.block.CarWriter;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.ClosedException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.FaultyStorage;
import io.debros.store.testing.TestLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Export and import of databases as CAR files. */
class CarTransferTest {
  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults().withWrite(List.of("*"));

  private static final List<Space> SPACES =
      Stream.of("blocks", "heads", "log", "keys", "order", "fields", "databases", "indexed-heads")
          .map(Space::new)
          .toList();

  private final DebrosNode source = DebrosNode.open(NodeSettings.inMemory());
  private final FaultyStorage storage = new FaultyStorage(new MemoryStorage());
  private final DebrosNode target = DebrosNode.open(NodeSettings.inMemory(), storage);
  private DocumentDatabase original;

  @BeforeEach
  void write() {
    original = source.openDocuments("places", EVERYBODY);
    for (int i = 0; i < 50; i++) {
      original.put(document("k" + i % 20, i));
    }
    original.delete("k7");
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  @Test
  void importCar_ofExport_showsTheSameDocumentsAndHeads() {
    Address address = importCar(export());

    DocumentDatabase copy = target.openDocuments(address.toString(), EVERYBODY);
    assertThat(address).isEqualTo(original.address());
    assertThat(copy.name()).isEqualTo("places");
    assertThat(copy.all()).isEqualTo(original.all());
    assertThat(copy.heads()).isEqualTo(original.heads());
    assertThat(copy.log().values()).isEqualTo(original.log().values());
    assertThat(target.databases())
        .singleElement()
        .satisfies(info -> assertThat(info.documentCount()).isEqualTo(19));
  }

  @Test
  void exportCar_severalHeads_namesManifestAndHeadsAsRoots() {
    importCar(export());
    DocumentDatabase copy = target.openDocuments("places", EVERYBODY);
    copy.put(document("theirs", 1));
    original.put(document("ours", 1));
    copy.join(original.heads(), blocksByCid(export())::get);
    ByteArrayOutputStream car = new ByteArrayOutputStream();

    target.exportCar(copy.address(), car);

    List<Cid> roots = new ArrayList<>(List.of(copy.address().manifest()));
    copy.heads().forEach(head -> roots.add(head.hash()));
    assertThat(roots).hasSize(3);
    CarReader reader = new CarReader(new ByteArrayInputStream(car.toByteArray()));
    assertThat(reader.roots()).isEqualTo(roots);
    assertThat(blocks(car.toByteArray())).doesNotHaveDuplicates().hasSize(2 + 2 + 53);
  }

  @Test
  void importCar_twice_equalsOnce() {
    byte[] car = export();
    importCar(car);
    List<String> once = dump();

    importCar(car);

    assertThat(dump()).isEqualTo(once);
  }

  @Test
  void importCar_intoOpenDatabase_mergesAndTellsListeners() {
    DocumentDatabase copy = target.openDocuments("places", EVERYBODY);
    copy.put(document("mine", 1));

    importCar(export());

    assertThat(copy.count()).isEqualTo(20);
    assertThat(copy.heads()).hasSize(2);
    assertThat(copy.get("k3").value()).isEqualTo(original.get("k3").value());
  }

  @Test
  void importCar_withoutHeadRoots_findsTheHeads() {
    List<Block> blocks = blocks(export());

    Address address = importCar(car(List.of(original.address().manifest()), blocks));

    assertThat(target.openDocuments(address.toString(), EVERYBODY).heads())
        .isEqualTo(original.heads());
  }

  @Test
  void importCar_tamperedBlock_leavesNoTrace() {
    byte[] car = export();
    car[car.length - 1] ^= 1;
    List<String> before = dump();

    assertThatThrownBy(() -> importCar(car))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("CAR file is malformed")
        .hasMessageContaining("block with another hash");
    assertThat(dump()).isEqualTo(before);
    assertThat(target.databases()).isEmpty();
  }

  @Test
  void importCar_cutOff_leavesNoTrace() {
    byte[] car = export();
    List<String> before = dump();

    assertThatThrownBy(() -> importCar(Arrays.copyOf(car, car.length - 10)))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("cut off");
    assertThat(dump()).isEqualTo(before);
  }

  @Test
  void importCar_missingAncestor_namesItAndStoresNoEntry() {
    Cid missing = original.log().values().get(10).hash();

    assertThatThrownBy(() -> importCar(exportWithout(missing)))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining("Entries build on blocks that are missing")
        .hasMessageContaining(missing.toString());
    assertNothingImported();
  }

  @Test
  void importCar_missingIdentity_storesNoEntry() {
    assertThatThrownBy(() -> importCar(exportWithout(source.identity().hash())))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining(source.identity().hash().toString());
    assertNothingImported();
  }

  @Test
  void importCar_missingHead_isRefused() {
    Cid head = original.heads().get(0).hash();

    assertThatThrownBy(() -> importCar(exportWithout(head)))
        .isInstanceOf(BadBlockException.class)
        .hasMessage(
            "CAR file does not hold one of its roots {root=%s}. Export it again, completely.",
            head);
    assertNothingImported();
  }

  @Test
  void importCar_missingManifest_isRefused() {
    Cid manifest = original.address().manifest();

    assertThatThrownBy(() -> importCar(exportWithout(manifest)))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining("Description of the database is not here");
    assertNothingImported();
  }

  @Test
  void importCar_noRoots_isRefused() {
    assertThatThrownBy(() -> importCar(car(List.of(), List.of())))
        .isInstanceOf(BadBlockException.class)
        .hasMessage(
            "CAR file names no root. Export it with the manifest of the database as the first"
                + " root.");
  }

  @Test
  void importCar_writerWithoutAccess_isDenied() {
    DocumentDatabase ours = target.openDocuments("private", DocumentOptions.defaults());
    TestLog forger =
        TestLog.open(
            ours.address().toString(), new MemoryKeyStore(), "mallory", TestLog.ANYONE, 16);
    Entry forged = forger.append(document("a", 1));
    List<Block> blocks = new ArrayList<>(blocks(exportOf(target, ours)));
    blocks.add(forged.block());
    blocks.add(forger.identity().block());

    assertThatThrownBy(() -> importCar(car(List.of(ours.address().manifest()), blocks)))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining("Identity may not append to this log")
        .hasMessageContaining(forged.hash().toString());
    assertThat(ours.heads()).isEmpty();
  }

  @Test
  void importCar_forgedHead_keepsTheGoodOnesOutToo() {
    TestLog forger =
        TestLog.open(
            original.address().toString(), new MemoryKeyStore(), "mallory", TestLog.ANYONE, 16);
    Entry forged = forger.append(document("a", 1));
    List<Block> blocks = new ArrayList<>(blocks(export()));
    blocks.add(forged.block());

    assertThatThrownBy(() -> importCar(car(List.of(original.address().manifest()), blocks)))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining(forger.identity().hash().toString());
    assertNothingImported();
  }

  @Test
  void importCar_fullDisk_canBeRepeated() {
    byte[] car = export();
    storage.fillDisk();

    assertThatThrownBy(() -> importCar(car)).isInstanceOf(StorageException.class);

    storage.freeDisk();
    assertNothingImported();
    importCar(car);
    assertThat(target.openDocuments("places", EVERYBODY).all()).isEqualTo(original.all());
  }

  @Test
  void importCar_unrelatedBlocks_areLeftOut() {
    Block unrelated = Block.of(CborMap.builder().put("not", "ours").build());
    List<Block> blocks = new ArrayList<>(blocks(export()));
    blocks.add(unrelated);

    importCar(car(List.of(original.address().manifest()), blocks));

    assertThat(new BlockStore(storage).has(unrelated.cid())).isFalse();
  }

  @Test
  void exportCar_unknownDatabase_isRefused() {
    assertThatThrownBy(() -> target.exportCar(original.address(), new ByteArrayOutputStream()))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Database is not known here {address=%s}. Export one of those that databases() lists.",
            original.address());
  }

  @Test
  void transfer_closedNode_isRefused() {
    byte[] car = export();
    target.close();

    assertThatThrownBy(() -> importCar(car)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> target.exportCar(original.address(), new ByteArrayOutputStream()))
        .isInstanceOf(ClosedException.class);
  }

  private static CborMap document(String key, int n) {
    return CborMap.builder().put("_id", key).put("n", n).build();
  }

  private byte[] export() {
    return exportOf(source, original);
  }

  private static byte[] exportOf(DebrosNode node, DocumentDatabase database) {
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    node.exportCar(database.address(), car);
    return car.toByteArray();
  }

  private byte[] exportWithout(Cid block) {
    byte[] car = export();
    Predicate<Block> kept = each -> !each.cid().equals(block);
    List<Cid> roots = new CarReader(new ByteArrayInputStream(car)).roots();
    return car(roots, blocks(car).stream().filter(kept).toList());
  }

  private Address importCar(byte[] car) {
    return target.importCar(new ByteArrayInputStream(car));
  }

  private static byte[] car(List<Cid> roots, List<Block> blocks) {
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    CarWriter writer = new CarWriter(car, roots);
    blocks.forEach(writer::write);
    return car.toByteArray();
  }

  private static List<Block> blocks(byte[] car) {
    List<Block> blocks = new ArrayList<>();
    CarReader reader = new CarReader(new ByteArrayInputStream(car));
    for (Block block = reader.next(); block != null; block = reader.next()) {
      blocks.add(block);
    }
    return blocks;
  }

  private static Map<Cid, byte[]> blocksByCid(byte[] car) {
    return blocks(car).stream().collect(Collectors.toMap(Block::cid, Block::bytes));
  }

  private void assertNothingImported() {
    assertThat(target.databases()).isEmpty();
    for (String space : List.of("blocks", "heads", "log", "keys", "order", "databases")) {
      assertThat(rows(new Space(space))).as(space).isEmpty();
    }
  }

  /** Everything that the target stores. */
  private List<String> dump() {
    return SPACES.stream().flatMap(space -> rows(space).stream()).toList();
  }

  private List<String> rows(Space space) {
    List<String> rows = new ArrayList<>();
    try (StorageCursor cursor = storage.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (cursor.next()) {
        HexFormat hex = HexFormat.of();
        rows.add(space + " " + hex.formatHex(cursor.key()) + " " + hex.formatHex(cursor.value()));
      }
    }
    return rows;
  }
}
