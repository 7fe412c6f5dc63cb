package io.debros.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.encryption.EncryptionKeyStore;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.EncryptionKeysListener;
import io.debros.store.encryption.MemoryEncryptionKeyStore;
import io.debros.store.error.StorageException;
import io.debros.store.oplog.Encryption;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.FaultyStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of forgotten keys when a node ends while it forgets. */
class ForgottenKeysTest {
  private static final String SECRET = "Kx83hQvUzW";

  private final EncryptionKeyStore keys = new MemoryEncryptionKeyStore();
  private final NodeSettings settings = NodeSettings.inMemory().withEncryptionKeyStore(keys);
  private final MemoryStorage storage = new MemoryStorage();

  /** The database is not opened again: the node alone has to finish what it began. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void forget_nodeEndsAfterSomeWrites_restIsRemovedWhenTheNodeOpens(int writes) {
    FaultyStorage disk = new FaultyStorage(storage);
    DebrosNode killed = DebrosNode.open(settings, disk);
    EncryptionKeys ring = killed.encryptionKeys();
    ring.create("ada");
    openNotes(killed).put("a", new CborText(SECRET));
    assertThat(hasSecret()).isTrue();
    disk.fillDiskAfter(writes);
    assertThatThrownBy(() -> ring.forgetAll("ada")).isInstanceOf(StorageException.class);

    try (DebrosNode node = DebrosNode.open(settings, storage)) {
      assertThat(node.encryptionKeys().of("ada")).isEmpty();
      assertThat(hasSecret()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forget_databaseIsClosedMeanwhile_nothingIsLeftWhenItReturns(boolean toldFirst) {
    try (DebrosNode node = DebrosNode.open(settings, storage)) {
      EncryptionKeys ring = node.encryptionKeys();
      ring.create("ada");
      List<KeyValueDatabase> open = new ArrayList<>();
      EncryptionKeysListener closing =
          new EncryptionKeysListener() {
            @Override
            public void forgotten(Set<String> ids) {
              open.forEach(KeyValueDatabase::close);
            }
          };
      if (toldFirst) {
        open.add(openNotes(node));
        ring.addListener(closing);
      } else {
        ring.addListener(closing);
        open.add(openNotes(node));
      }
      open.get(0).put("a", new CborText(SECRET));

      ring.forgetAll("ada");

      assertThat(hasSecret()).isFalse();
    }
  }

  private static KeyValueDatabase openNotes(DebrosNode node) {
    Encryption encryption = Encryption.ofData(node.encryptionKeys().forData("ada"));
    return node.openKeyValue("notes", DatabaseOptions.defaults().withEncryption(encryption));
  }

  private boolean hasSecret() {
    return has(storage, new Space("keys"));
  }

  private static boolean has(Storage storage, Space space) {
    try (StorageCursor rows = storage.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        if (new String(rows.value(), ISO_8859_1).contains(SECRET)) {
          return true;
        }
      }
    }
    return false;
  }
}
