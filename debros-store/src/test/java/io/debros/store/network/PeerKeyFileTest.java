package io.debros.store.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.StorageException;
import io.debros.store.error.WrongPassphraseException;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.SecretFiles;
import io.debros.store.libp2p.peer.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerKeyFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path directory;

  @Test
  void openOrCreate_again_givesTheSameKeyInAFileForItsOwnerOnly() throws IOException {
    PrivateKey key = PeerKeyFile.openOrCreate(SecretFiles.open(directory), RANDOM);

    PrivateKey again = PeerKeyFile.openOrCreate(SecretFiles.open(directory), RANDOM);

    assertThat(again.peerId()).isEqualTo(key.peerId());
    Path file = directory.resolve(PeerKeyFile.NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void openOrCreate_identitiesOfEveryName_areNotTouched() {
    FileKeyStore store = FileKeyStore.open(directory);
    PrivateKey key = PeerKeyFile.openOrCreate(store.files(), RANDOM);

    for (String id : new String[] {"libp2p", "libp2p.peer-key", "libp2p.peer"}) {
      assertThat(store.find(id)).isNull();
      store.putIfAbsent(
          id,
          new byte[] {
            1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1, 1, 1
          });
    }

    assertThat(PeerKeyFile.openOrCreate(store.files(), RANDOM).peerId()).isEqualTo(key.peerId());
  }

  @Test
  void openOrCreate_passphrase_protectsTheKeyFromThenOn() throws IOException {
    PrivateKey key = PeerKeyFile.openOrCreate(SecretFiles.open(directory), RANDOM);
    Passphrase passphrase = Passphrase.of("correct horse");

    PrivateKey again =
        PeerKeyFile.openOrCreate(FileKeyStore.open(directory, passphrase).files(), RANDOM);

    assertThat(again.peerId()).isEqualTo(key.peerId());
    assertThat(Files.readString(directory.resolve(PeerKeyFile.NAME))).startsWith("sealed ");
    assertThatExceptionOfType(WrongPassphraseException.class)
        .isThrownBy(() -> SecretFiles.open(directory));
  }

  @Test
  void openOrCreate_fileOfAnotherKind_isRefusedAndKept() {
    SecretFiles files = SecretFiles.open(directory);
    files.create(PeerKeyFile.NAME, new byte[32]);

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> PeerKeyFile.openOrCreate(files, RANDOM))
        .withMessageContaining("Peer key of this node cannot be used {file=libp2p.peer-key")
        .withMessageContaining("not an Ed25519 key");
    assertThat(files.find(PeerKeyFile.NAME)).hasSize(32);
  }

  @Test
  void openOrCreate_damagedFile_isRefused() throws IOException {
    SecretFiles files = SecretFiles.open(directory);
    PeerKeyFile.openOrCreate(files, RANDOM);
    Path file = directory.resolve(PeerKeyFile.NAME);
    Files.writeString(file, Files.readString(file).replaceFirst("08", "09"));

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> PeerKeyFile.openOrCreate(files, RANDOM))
        .withMessageContaining("damaged");
  }
}
