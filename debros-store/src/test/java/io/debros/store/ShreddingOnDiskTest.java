package io.debros.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.FileEncryptionKeyStore;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.SecretFiles;
import io.debros.store.index.IndexDefinition;
import io.debros.store.merge.MergeRule;
import io.debros.store.oplog.Encryption;
import io.debros.store.testing.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a key was forgotten, no file of the node holds what it protected. */
class ShreddingOnDiskTest {
  private static final String KEY = "ada/Kx83hQvUzW";
  private static final String TITLE = "Pn42jRbYtM";
  private static final List<String> SECRETS = List.of(KEY.substring(4), TITLE);

  @TempDir private Path directory;

  @Test
  void forget_databaseIsOpen_removesKeyRowAndFieldFromAllFiles() throws IOException {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      DocumentDatabase people = written(node);
      assertThat(secretsOnDisk()).isEqualTo(SECRETS);

      node.encryptionKeys().forgetAll("ada");

      assertNothingOnDisk();
      assertThat(people.all()).extracting(DocumentRow::isReadable).containsExactly(false, true);
    }
    assertNothingOnDisk();
  }

  @Test
  void forget_databaseIsClosed_removesItAtOnce() throws IOException {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      written(node).close();
      assertThat(secretsOnDisk()).isEqualTo(SECRETS);

      node.encryptionKeys().forgetAll("ada");

      assertNothingOnDisk();
    }
  }

  @Test
  void forget_nodeWasKilledBeforeItRemovedAnything_itIsRemovedWhenTheNodeOpens()
      throws IOException {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      written(node);
    }
    assertThat(secretsOnDisk()).isEqualTo(SECRETS);
    EncryptionKeys.open(new FileEncryptionKeyStore(SecretFiles.open(directory.resolve("keystore"))))
        .forgetAll("ada");

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertNothingOnDisk();
      assertThat(open(node).all()).extracting(DocumentRow::isReadable).containsExactly(false, true);
    }
  }

  @Test
  void forget_rowsMerge_removesThemAndTheirHistories() throws IOException {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      node.encryptionKeys().create("ada");
      node.encryptionKeys().create("rest");
      DocumentDatabase people =
          node.open(
              "people", DatabaseTypes.mergedDocuments(MergeRule.byAttribute()), options(node));
      people.put(document(KEY, TITLE));
      people.put(document(KEY, TITLE + "2"));
      people.put(document("bob", "his"));
      assertThat(secretsOnDisk()).isEqualTo(SECRETS);

      node.encryptionKeys().forgetAll("ada");

      assertNothingOnDisk();
      assertThat(people.all()).extracting(DocumentRow::isReadable).containsExactly(false, true);
    }
    assertNothingOnDisk();
  }

  @Test
  void keys_ofAProtectedNode_areEncryptedOnDisk() throws IOException {
    Passphrase passphrase = Passphrase.of("correct horse");
    byte[] secret;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory).withPassphrase(passphrase))) {
      secret = node.encryptionKeys().create("all").secret();
      assertThat(node.identity()).isNotNull();
    }

    assertThat(Directories.filesWith(directory, HexFormat.of().formatHex(secret))).isEmpty();
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory).withPassphrase(passphrase))) {
      assertThat(node.encryptionKeys().newest("all").secret()).isEqualTo(secret);
    }
    FileKeyStore.open(directory.resolve("keystore"), passphrase).unprotect();
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(node.encryptionKeys().newest("all").secret()).isEqualTo(secret);
    }
  }

  private DocumentDatabase written(DebrosNode node) {
    node.encryptionKeys().create("ada");
    node.encryptionKeys().create("rest");
    DocumentDatabase people = open(node);
    people.put(document(KEY, TITLE));
    people.put(document("bob", "his"));
    return people;
  }

  private static DocumentDatabase open(DebrosNode node) {
    return node.openDocuments("people", options(node));
  }

  private static DocumentOptions options(DebrosNode node) {
    EncryptionKeys keys = node.encryptionKeys();
    Encryption encryption =
        Encryption.ofData(
            keys.forData((key, value) -> key != null && key.startsWith("ada/") ? "ada" : "rest"));
    IndexDefinition byTitle =
        IndexDefinition.of("title", "1", (key, document) -> List.of(title(document)));
    return DocumentOptions.defaults()
        .withIndexes(List.of(byTitle))
        .with(shared -> shared.withEncryption(encryption));
  }

  private static byte[] title(CborMap document) {
    return ((CborText) document.find("title")).value().getBytes(UTF_8);
  }

  private static CborMap document(String key, String title) {
    return CborMap.builder()
        .put("_id", new CborText(key))
        .put("title", new CborText(title))
        .build();
  }

  private List<String> secretsOnDisk() throws IOException {
    List<String> found = new ArrayList<>();
    for (String secret : SECRETS) {
      if (!Directories.filesWith(directory, secret).isEmpty()) {
        found.add(secret);
      }
    }
    return found;
  }

  private void assertNothingOnDisk() throws IOException {
    for (String secret : SECRETS) {
      assertThat(Directories.filesWith(directory, secret)).as(secret).isEmpty();
    }
  }
}
