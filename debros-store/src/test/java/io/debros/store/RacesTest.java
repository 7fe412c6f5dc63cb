package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.BlockStore;
import io.debros.store.care.VerifyOptions;
import io.debros.store.care.VerifyReport;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.error.ClosedException;
import io.debros.store.error.NotFoundException;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.oplog.Encryption;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes, joins, transactions, drops, closing, grants and forgotten keys, all at once. */
class RacesTest {
  private static final int THREADS = 4;
  private static final int STEPS = 300;
  private static final int KEYS = 5;

  private final MemoryStorage storage = new MemoryStorage();
  private final MemoryStorage bobsStorage = new MemoryStorage();
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
  private final DebrosNode bob = DebrosNode.open(NodeSettings.inMemory(), bobsStorage);
  private final EncryptionKeys keys = node.encryptionKeys();
  private final DatabaseOptions options =
      DatabaseOptions.defaults()
          .withAccess(AccessOptions.orbitDb(List.of(node.identity().id(), bob.identity().id())));
  private final KeyValueDatabase bobs = bob.openKeyValue("values", options);

  @AfterEach
  void close() {
    node.close();
    bob.close();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // against threads that wait in a circle
  void everything_atOnce_endsInASoundNode() {
    keys.create("k0");
    keys.create("rest");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    List<CompletableFuture<Void>> runs = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom();
      runs.add(CompletableFuture.runAsync(() -> run(random), threads));
    }
    runs.forEach(CompletableFuture::join);
    threads.shutdown();

    VerifyReport report = node.care().verify(VerifyOptions.defaults(), Progress.NONE);
    assertThat(report.isClean()).as("%s", report).isTrue();
    KeyValueDatabase values = values();
    exchange(values);
    exchange(values);
    assertThat(values.heads()).isEqualTo(bobs.heads());
    assertThat(values.all()).isEqualTo(bobs.all());
  }

  private void run(SplittableRandom random) {
    for (int i = 0; i < STEPS; i++) {
      try {
        step(random);
      } catch (ClosedException | NotFoundException expected) {
        assertThat(expected)
            .hasMessageMatching(
                "(Database is closed|No document with|No encryption key|Name has) .*");
      }
    }
  }

  private void step(SplittableRandom random) {
    String key = "k" + random.nextInt(KEYS);
    switch (random.nextInt(14)) {
      case 0, 1 -> documents().put(document(key));
      case 2, 3 -> values().put(key, new CborInt(random.nextInt()));
      case 4 -> documents().delete(key);
      case 5 -> writeBoth(key, random.nextBoolean());
      case 6 -> exchange(values());
      case 7 -> bobs.put(key, new CborInt(random.nextInt()));
      case 8 -> documents().close();
      case 9 -> values().close();
      case 10 -> dropOrClose(random);
      case 11 -> grantOrRevoke("somebody " + key, random.nextBoolean());
      case 12 -> rotateOrForget(random);
      default -> readAll();
    }
  }

  private void writeBoth(String key, boolean commit) {
    DocumentDatabase documents = documents();
    KeyValueDatabase values = values();
    try (DatabaseTransaction transaction = node.begin(List.of(documents, values))) {
      transaction.put(documents, document(key));
      transaction.put(values, key, new CborInt(1));
      if (commit) {
        transaction.commit();
      }
    }
  }

  private void exchange(KeyValueDatabase values) {
    values.offer(bobs.heads(), new BlockStore(bobsStorage)::find);
    bobs.offer(values.heads(), new BlockStore(storage)::find);
  }

  private void dropOrClose(SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> documents().drop();
      case 1 -> values().drop();
      default -> access().database().close();
    }
  }

  private void grantOrRevoke(String id, boolean grant) {
    if (grant) {
      access().grant("write", id);
    } else {
      access().revoke("write", id);
    }
  }

  private void rotateOrForget(SplittableRandom random) {
    if (random.nextInt(4) > 0) {
      keys.rotate("k0");
    } else if (keys.of("k0").size() > 1) {
      keys.forget(keys.of("k0").get(0).id());
    }
  }

  private void readAll() {
    int rows = 0;
    try (RowCursor<DocumentRow> cursor = documents().iterator(-1)) {
      while (cursor.next()) {
        rows++;
      }
    }
    assertThat(rows).isLessThanOrEqualTo(KEYS);
    for (Row row : values().all()) {
      assertThat(row.value()).isInstanceOf(CborInt.class);
    }
  }

  private DocumentDatabase documents() {
    Encryption encryption = Encryption.ofData(keys.forData(RacesTest::nameFor));
    return node.openDocuments(
        "documents", DocumentOptions.defaults().with(shared -> options.withEncryption(encryption)));
  }

  private KeyValueDatabase values() {
    return node.openKeyValue("values", options);
  }

  private OrbitDbAccessController access() {
    return (OrbitDbAccessController) values().access();
  }

  private static String nameFor(@Nullable String key, @Nullable CborValue value) {
    return "k0".equals(key) ? "k0" : "rest";
  }

  private static CborMap document(String key) {
    return CborMap.builder().put("_id", key).build();
  }
}
