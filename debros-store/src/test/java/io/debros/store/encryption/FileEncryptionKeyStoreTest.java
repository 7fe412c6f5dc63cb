package io.debros.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.StorageException;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.SecretFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption keys on disk, beside the private keys and protected like them. */
class FileEncryptionKeyStoreTest {
  private static final Passphrase PASSPHRASE = Passphrase.of("correct horse");

  @TempDir private Path directory;

  @Test
  void load_afterReopening_givesKeysAndWhatWasForgotten() {
    EncryptionKeys keys = EncryptionKeys.open(plain());
    EncryptionKey kept = keys.create("ünter");
    EncryptionKey gone = keys.create("b");
    keys.forget(gone.id());

    EncryptionKeys again = EncryptionKeys.open(plain());

    assertThat(again.all()).containsExactly(kept);
    assertThat(again.newest("ünter").secret()).isEqualTo(kept.secret());
    assertThat(again.newest("ünter").name()).isEqualTo("ünter");
    assertThat(again.forgotten()).containsExactly(gone.id());
  }

  @Test
  void forget_filesHoldTheSecretNoMore() throws IOException {
    EncryptionKeys keys = EncryptionKeys.open(plain());
    EncryptionKey key = keys.create("a");
    String secret = HexFormat.of().formatHex(key.secret());
    assertThat(disk()).contains(secret);

    keys.forget(key.id());

    assertThat(disk()).doesNotContain(secret);
  }

  @Test
  void load_crashBetweenMarkAndErasing_isCompleted() throws IOException {
    EncryptionKey key = EncryptionKeys.open(plain()).create("a");
    SecretFiles.open(directory).create(key.id() + ".forgotten", new byte[] {1});

    EncryptionKeys again = EncryptionKeys.open(plain());

    assertThat(again.all()).isEmpty();
    assertThat(disk()).doesNotContain(HexFormat.of().formatHex(key.secret()));
  }

  @Test
  void passphrase_protectsTheseKeysToo_andUnprotectingKeepsThem() throws IOException {
    EncryptionKey key = EncryptionKeys.open(plain()).create("a");
    String secret = HexFormat.of().formatHex(key.secret());

    FileKeyStore identities = FileKeyStore.open(directory, PASSPHRASE);

    assertThat(disk()).doesNotContain(secret);
    EncryptionKeys protectedKeys =
        EncryptionKeys.open(new FileEncryptionKeyStore(identities.files()));
    assertThat(protectedKeys.newest("a").secret()).isEqualTo(key.secret());
    EncryptionKey second = protectedKeys.rotate("a");
    assertThat(disk()).doesNotContain(HexFormat.of().formatHex(second.secret()));
    identities.unprotect();
    assertThat(EncryptionKeys.open(plain()).of("a")).containsExactly(key, second);
  }

  @Test
  void load_damagedOrRenamedFile_isReported() throws IOException {
    EncryptionKey key = EncryptionKeys.open(plain()).create("a");
    Path file = directory.resolve(key.id() + ".secret");
    Path other = directory.resolve("0".repeat(32) + ".secret");
    Files.copy(file, other);
    assertThatThrownBy(() -> plain().load())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("damaged");
    Files.delete(other);

    Files.writeString(file, Files.readString(file).replaceFirst("^..", "00"));

    assertThatThrownBy(() -> plain().load())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("damaged")
        .hasMessageNotContaining(HexFormat.of().formatHex(key.secret()));
  }

  private EncryptionKeyStore plain() {
    return new FileEncryptionKeyStore(SecretFiles.open(directory));
  }

  private String disk() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      StringBuilder text = new StringBuilder();
      for (Path file : all) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return text.toString();
    }
  }
}
