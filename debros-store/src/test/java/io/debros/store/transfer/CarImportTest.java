package io.debros.store.transfer;

import static io.debros.store.testing.CarFiles.document;
import static io.debros.store.testing.CarFiles.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.Block;
import io.debros.store.care.CareInside;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.CarFiles;
import io.debros.store.testing.FaultyStorage;
import io.debros.store.testing.Property;
import io.debros.store.testing.TestLog;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Imports in many small batches: what a long file goes through in batches of the usual size. */
class CarImportTest {
  private static final BatchSize SMALL = new BatchSize(16, 8_000);
  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults().withWrite(List.of("*"));
  private static final List<String> SPOOL = List.of("imports", "import-jobs");

  private static DebrosNode source;
  private static DocumentDatabase original;
  private static byte[] car;

  private final MemoryKeyStore keys = new MemoryKeyStore();
  private final MemoryStorage storage = new MemoryStorage();
  private FaultyStorage disk = new FaultyStorage(storage);
  private DebrosNode target = open();
  private CarImports imports = imports();

  /** Two writers and 140 entries, which make nine batches. */
  @BeforeAll
  static void write() {
    source = DebrosNode.open(NodeSettings.inMemory());
    original = source.openDocuments("places", EVERYBODY);
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase copy = other.openDocuments("places", EVERYBODY);
      for (int i = 0; i < 70; i++) {
        original.put(document("k" + i % 20, i));
        copy.put(document("m" + i % 20, i));
      }
      source.importCar(stream(CarFiles.export(other, copy.address())));
    }
    car = CarFiles.export(source, original.address());
  }

  @AfterAll
  static void closeSource() {
    source.close();
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void importCar_blocksInAnyOrder_showsTheSame() {
    Property.check(
        8,
        random -> {
          List<Block> blocks = new ArrayList<>(CarFiles.blocks(car));
          Collections.shuffle(blocks, new Random(random.nextLong()));

          try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
            imports(node).run(stream(CarFiles.car(CarFiles.roots(car), blocks)), Progress.NONE);

            assertSameAsOriginal(node);
          }
        });
  }

  @Test
  void importCar_done_leavesNothingBehindTheScenes() {
    imports.run(stream(car), Progress.NONE);

    assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
    assertThat(imports.pending()).isEmpty();
    assertSameAsOriginal(target);
  }

  @Test
  void importCar_twice_equalsOnce() {
    imports.run(stream(car), Progress.NONE);
    List<String> once = CarFiles.dump(storage, CarFiles.DATA);

    imports.run(stream(car), Progress.NONE);

    assertThat(CarFiles.dump(storage, CarFiles.DATA)).isEqualTo(once);
    assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
  }

  @Test
  void importCar_intoDatabaseWithEntriesOfItsOwn_merges() {
    DocumentDatabase copy = target.openDocuments("places", EVERYBODY);
    copy.put(document("mine", 1));

    imports.run(stream(car), Progress.NONE);

    assertThat(copy.log().values()).hasSize(141).containsAll(original.log().values());
    assertThat(copy.get("mine")).isNotNull();
    assertThat(copy.heads()).hasSize(3);
  }

  @Test
  void importCar_whileTheDatabaseIsWritten_losesNothing() {
    DocumentDatabase copy = target.openDocuments("places", EVERYBODY);

    imports.run(stream(car), step -> copy.put(document("mine", step.done())) != null);

    assertThat(copy.log().values()).containsAll(original.log().values());
    assertThat(copy.get("mine")).isNotNull();
    assertThat(copy.count()).isEqualTo(original.count() + 1);
  }

  @Test
  void importCar_forgedEntryAnywhere_joinsNothing() {
    List<Block> blocks = CarFiles.blocks(car);
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at < blocks.size(); at++) {
      if (CarFiles.isEntry(blocks.get(at))) {
        places.add(at);
      }
    }
    Property.check(
        6,
        random -> {
          List<Block> forged = new ArrayList<>(blocks);
          Entry instead =
              forgery(Entry.decode(forged.get(places.get(random.nextInt(140))).bytes()));
          forged.add(random.nextInt(forged.size()), instead.block());
          List<String> before = CarFiles.dump(storage, CarFiles.DATA);

          assertThatThrownBy(
                  () ->
                      imports.run(stream(CarFiles.car(CarFiles.roots(car), forged)), Progress.NONE))
              .isInstanceOfAny(BadEntryException.class, MissingBlockException.class)
              .hasMessageContaining(instead.hash().toString());
          assertThat(CarFiles.dump(storage, CarFiles.DATA)).isEqualTo(before);
          assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
          assertThat(target.databases()).isEmpty();
        });
  }

  /** The same entry with a signature that is not its own. */
  private static Entry forgery(Entry entry) {
    byte[] bytes = entry.bytes();
    int inSignature = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("csig") + 40;
    bytes[inSignature] = (byte) (bytes[inSignature] == 'a' ? 'b' : 'a');
    return Entry.decode(bytes);
  }

  @Test
  void importCar_rootOfAnotherLog_isRefused() {
    TestLog other = TestLog.open("/elsewhere", new MemoryKeyStore(), "ada", TestLog.ANYONE, 16);
    Entry foreign = other.append(document("a", 1));
    List<Block> blocks = new ArrayList<>(CarFiles.blocks(car));
    blocks.add(foreign.block());
    List<Cid> roots = List.of(original.address().manifest(), foreign.hash());

    assertThatThrownBy(() -> imports.run(stream(CarFiles.car(roots, blocks)), Progress.NONE))
        .isInstanceOf(BadEntryException.class)
        .hasMessageContaining("Root of CAR file is an entry of another log");
    assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
  }

  @Test
  void importCar_streamBreaks_goesOnWithTheRest() {
    int broken = car.length / 2;

    assertThatThrownBy(() -> imports.run(breaking(car, broken), Progress.NONE))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("CAR file cannot be read");

    assertThat(target.databases()).isEmpty();
    PendingImport pending = imports.pending().get(0);
    assertThat(pending.database()).isEqualTo(original.address());
    assertThat(pending.complete()).isFalse();
    assertThat(pending.offset()).isBetween(1L, (long) broken);
    InputStream rest =
        stream(Arrays.copyOfRange(car, Math.toIntExact(pending.offset()), car.length));
    assertThat(imports.resume(pending, rest, Progress.NONE)).isEqualTo(original.address());
    assertSameAsOriginal(target);
    assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
  }

  @Test
  void importCar_cutOffAndThenWhole_isTakenIn() {
    for (int length : new int[] {car.length - 1, car.length / 2, car.length / 3}) {
      assertThatThrownBy(() -> imports.run(stream(Arrays.copyOf(car, length)), Progress.NONE))
          .isInstanceOf(BadBlockException.class)
          .hasMessageContaining("cut off");
    }
    assertThat(imports.pending()).hasSize(1);

    imports.run(stream(car), Progress.NONE);

    assertSameAsOriginal(target);
    assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
  }

  @Test
  void discardImport_afterInterruption_leavesNothing() {
    assertThatThrownBy(() -> imports.run(breaking(car, 30_000), Progress.NONE))
        .isInstanceOf(StorageException.class);
    PendingImport pending = imports.pending().get(0);

    imports.discard(pending);

    assertThat(CarFiles.dump(storage, SPOOL)).isEmpty();
    assertThatThrownBy(() -> imports.discard(pending)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> imports.resume(pending, stream(new byte[0]), Progress.NONE))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("No import of this file is pending");
  }

  @Test
  void importCar_cancelledBeforeJoining_canGoOn() {
    for (String phase : List.of("receive", "check")) {
      assertThatThrownBy(() -> imports.run(stream(car), step -> !step.phase().equals(phase)))
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining(phase);
      assertThat(target.databases()).isEmpty();
      assertThat(CarFiles.dump(storage, CarFiles.DATA)).isEmpty();
    }
    PendingImport pending = imports.pending().get(0);
    assertThat(pending.complete()).isTrue();

    imports.resume(pending, stream(new byte[0]), step -> !step.phase().equals("join"));

    assertSameAsOriginal(target);
  }

  @Test
  void importCar_progress_tellsBlocksEntriesAndBytes() {
    List<Progress.Step> steps = new ArrayList<>();

    imports.run(stream(car), steps::add);

    long bytes = CarFiles.blocks(car).stream().mapToLong(block -> block.bytes().length).sum();
    long entryBytes = CarFiles.entries(car).stream().mapToLong(Entry::size).sum();
    Address address = original.address();
    assertThat(steps)
        .contains(new Progress.Step("receive", address, 144, 0, bytes))
        .contains(new Progress.Step("check", address, 140, 140, entryBytes))
        .endsWith(new Progress.Step("join", address, 140, 140, entryBytes));
  }

  @Test
  void importCar_sameFileMeanwhile_isRefused() {
    List<Throwable> refused = new ArrayList<>();

    imports.run(
        stream(car),
        step -> {
          if (refused.isEmpty()) {
            try {
              imports.run(stream(car), Progress.NONE);
            } catch (IllegalStateException e) {
              refused.add(e);
            }
          }
          return true;
        });

    assertThat(refused)
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("File is being imported already"));
    assertSameAsOriginal(target);
  }

  /** The disk fills up after each number of writes, and the process dies of it. */
  @Test
  void importCar_diesAtAnyStep_isDoneOrCanGoOn() {
    int finishedAtOpen = 0;
    int steps = 0;
    for (boolean died = true; died; steps++) {
      died = diesAfter(steps);
      reopen();
      if (died && !target.databases().isEmpty()) {
        finishedAtOpen++;
        assertThat(imports.pending()).as("pending after step %d", steps).isEmpty();
      } else if (died) {
        assertThat(imports.pending()).as("pending after step %d", steps).hasSizeLessThan(2);
        imports.run(stream(car), Progress.NONE);
      }
      assertSameAsOriginal(target);
      assertThat(CarFiles.dump(storage, SPOOL)).as("spool after step %d", steps).isEmpty();
      CarFiles.DATA.forEach(this::empty);
      reopen();
    }
    assertThat(steps).isGreaterThan(30);
    assertThat(finishedAtOpen).isGreaterThan(8);
  }

  private boolean diesAfter(int writes) {
    disk.fillDiskAfter(writes);
    try {
      imports.run(stream(car), Progress.NONE);
      return false;
    } catch (DebrosException e) {
      assertThat(e).isInstanceOf(StorageException.class);
      return true;
    } finally {
      disk.freeDisk();
    }
  }

  private void empty(String space) {
    StorageBatch batch = new StorageBatch();
    Space all = new Space(space);
    try (StorageCursor rows = storage.scan(all, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        batch.delete(all, rows.key());
      }
    }
    storage.write(batch);
  }

  private DebrosNode open() {
    return DebrosNode.open(NodeSettings.inMemory().withKeyStore(keys), disk);
  }

  /** Another process: the dead one closed nothing. */
  private void reopen() {
    disk = new FaultyStorage(storage);
    target = open();
    imports = imports();
  }

  private CarImports imports() {
    return imports(target);
  }

  private static CarImports imports(DebrosNode node) {
    return new CarImports(CareInside.context(node), CareInside.transfer(node), SMALL);
  }

  private static void assertSameAsOriginal(DebrosNode node) {
    DocumentDatabase copy = node.openDocuments(original.address().toString(), EVERYBODY);
    assertThat(copy.heads()).isEqualTo(original.heads());
    assertThat(copy.log().values()).isEqualTo(original.log().values());
    assertThat(copy.all()).isEqualTo(original.all());
    assertThat(node.databases()).hasSize(1);
  }

  private static InputStream breaking(byte[] bytes, int after) {
    return new FilterInputStream(new ByteArrayInputStream(bytes, 0, after)) {
      @Override
      public int read(byte[] buffer, int from, int count) throws IOException {
        int read = super.read(buffer, from, count);
        if (read < 0) {
          throw new IOException("Connection reset");
        }
        return read;
      }
    };
  }
}
