package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.jpa.node.EncryptionView;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.encryption.EncryptionKey;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.error.UnreadableException;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Identity;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.PortableIdentity;
import io.debros.store.oplog.Encryption;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the pages about encryption and identities. */
class EncryptionTest {
  @TempDir Path folder;

  @Test
  void values_underAKeyForEachPerson_areShreddedAlone() {
    Path directory = folder.resolve("node");
    String passphrase = "correct horse battery staple";
    try (DebrosNode node =
        DebrosNode.open(NodeSettings.in(directory).withPassphrase(Passphrase.of(passphrase)))) {
      EncryptionKeys keys = node.encryptionKeys();
      keys.create("everybody");
      keys.create("ada");
      Encryption encryption =
          Encryption.ofData(
              keys.forData(
                  (key, value) -> key != null && key.startsWith("ada/") ? "ada" : "everybody"));
      KeyValueDatabase notes =
          node.openKeyValue("notes", DatabaseOptions.defaults().withEncryption(encryption));
      notes.put("ada/1", new CborText("for Ada's eyes"));
      notes.put("tips", new CborText("for everybody"));

      keys.rotate("everybody"); // new values use the new key, old ones stay readable
      keys.forgetAll("ada"); // nobody reads Ada's notes again

      List<Row> rows = notes.all();
      assertThat(rows).extracting(Row::isReadable).containsExactly(false, true);
      assertThatThrownBy(() -> notes.get("ada/1")).isInstanceOf(UnreadableException.class);
      assertThat(notes.get("tips")).isEqualTo(new CborText("for everybody"));
    }
  }

  @Test
  void entities_ofAnOwner_areShreddedAlone() throws IOException {
    Path file = folder.resolve("keys");
    try (EntityManagerFactory factory = unit("debros.encryption.data", "model")) {
      factory.runInTransaction(
          manager -> {
            manager.persist(new Diagnosis("ada", "flu"));
            manager.persist(new Diagnosis("bob", "cold"));
          });
      EncryptionView keys = factory.unwrap(NodeView.class).encryption();
      Files.writeString(file, keys.exportKeys("only for this file"));

      keys.rotate("owner/bob"); // his new rows use the new key, old ones stay readable
      keys.forget("owner/ada"); // nobody reads Ada's rows again

      assertThat(keys.unreadable()).containsOnlyKeys("ada-diagnosis");
      try (EntityManager manager = factory.createEntityManager()) {
        List<?> rows = manager.unwrap(QueryRunner.class).list(Query.of(Diagnosis.class));
        assertThat(rows).hasSize(1);
      }
    }
    try (EntityManagerFactory other =
        unit(
            "debros.encryption.key-file",
            file,
            "debros.encryption.key-file-passphrase",
            "only for this file")) {
      assertThat(other.unwrap(NodeView.class).encryption().names())
          .containsExactly("owner/ada", "owner/bob");
    }
  }

  private static EntityManagerFactory unit(Object... settings) {
    PersistenceConfiguration configuration =
        new PersistenceConfiguration("diagnoses")
            .provider(DebrosPersistenceProvider.class.getName())
            .managedClass(Diagnosis.class)
            .property("debros.store.type", "memory");
    for (int i = 0; i < settings.length; i += 2) {
      configuration.property((String) settings[i], settings[i + 1]);
    }
    return configuration.createEntityManagerFactory();
  }

  @Test
  void keys_handedOver_readTheSame() {
    try (DebrosNode here = DebrosNode.open(NodeSettings.inMemory());
        DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      here.encryptionKeys().create("everybody");
      here.encryptionKeys().forData("everybody");
      for (EncryptionKey key : here.encryptionKeys().all()) {
        there.encryptionKeys().add(key);
      }

      assertThat(there.encryptionKeys().all()).isEqualTo(here.encryptionKeys().all());
    }
  }

  @Test
  void passphrase_ofAKeyStore_isChangedAndRemoved() {
    Path directory = folder.resolve("node");
    Passphrase old = Passphrase.of("correct horse");
    Identity before;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory).withPassphrase(old))) {
      before = node.identity();
    }
    FileKeyStore keys = FileKeyStore.open(directory.resolve("keystore"), old);
    keys.changePassphrase(Passphrase.of("battery staple"));
    keys.unprotect();

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(node.identity()).isEqualTo(before);
    }
  }

  @Test
  void identity_moved_isTheSameWriter() throws Exception {
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    Path file = folder.resolve("identity.json");
    Identity before;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(here))) {
      before = node.identity();
    }
    Passphrase onTheWay = Passphrase.of("only for this file");
    PortableIdentity identity =
        PortableIdentity.from(
            FileKeyStore.open(here.resolve("keystore")), NodeSettings.DEFAULT_IDENTITY);
    Files.writeString(file, identity.toJson(onTheWay));

    PortableIdentity arrived = PortableIdentity.parse(Files.readString(file), onTheWay);
    arrived.into(FileKeyStore.open(there.resolve("keystore")));
    NodeSettings settings = NodeSettings.in(there).withIdentityName(arrived.name());

    try (DebrosNode node = DebrosNode.open(settings)) {
      assertThat(node.identity()).isEqualTo(before);
    }
  }
}
