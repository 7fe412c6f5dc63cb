package io.debros.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.debros.store.error.StorageException;
import io.debros.store.error.WrongPassphraseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys on disk under a passphrase. */
class ProtectedKeyStoreTest {
  private static final Signatures SIGNATURES = Signatures.open(Signatures.Implementation.PREFERRED);
  private static final Passphrase RIGHT = Passphrase.of("correct horse");
  private static final Passphrase OTHER = Passphrase.of("battery staple");

  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("keys");
  }

  @Test
  void find_afterReopeningWithThePassphrase_givesTheStoredKey() {
    byte[] key = newKey();
    open(RIGHT).putIfAbsent("userA", key);

    assertThat(open(RIGHT).find("userA")).isEqualTo(key);
    assertThat(open(RIGHT).find("userB")).isNull();
  }

  @Test
  void files_protected_holdNoKeyAndAreForTheirOwnerOnly() throws IOException {
    byte[] key = newKey();
    open(RIGHT).putIfAbsent("userA", key);

    assertThat(bytesOnDisk()).doesNotContain(HexFormat.of().formatHex(key));
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void open_anotherPassphrase_isRefusedAlsoWithoutAnyKey() {
    open(RIGHT);

    assertThatThrownBy(() -> open(OTHER))
        .isInstanceOf(WrongPassphraseException.class)
        .hasMessageContaining("Passphrase of the key store is wrong")
        .hasMessageNotContaining("battery");
    assertThatThrownBy(() -> FileKeyStore.open(directory))
        .isInstanceOf(WrongPassphraseException.class)
        .hasMessageContaining("none was given");
  }

  @Test
  void open_sameTextInAnotherUnicodeForm_isTheSamePassphrase() {
    open(Passphrase.of("Zür\u0069ch \u00e9"));

    assertThat(open(Passphrase.of("Zu\u0308rich e\u0301")).isProtected()).isTrue();
  }

  @Test
  void open_plainStoreWithAPassphrase_protectsItsKeys() throws IOException {
    byte[] key = newKey();
    FileKeyStore.open(directory).putIfAbsent("userA", key);
    assertThat(bytesOnDisk()).contains(HexFormat.of().formatHex(key));

    assertThat(open(RIGHT).find("userA")).isEqualTo(key);

    assertThat(bytesOnDisk()).doesNotContain(HexFormat.of().formatHex(key));
  }

  @Test
  void open_protectingWasInterrupted_isFinished() throws IOException {
    byte[] first = newKey();
    byte[] second = newKey();
    open(RIGHT).putIfAbsent("first", first);
    Path plain = temporary.resolve("plain");
    FileKeyStore.open(plain).putIfAbsent("second", second);
    Files.move(plain.resolve("second.key"), directory.resolve("second.key"));
    Files.writeString(directory.resolve("new-1"), HexFormat.of().formatHex(second));

    FileKeyStore store = open(RIGHT);

    assertThat(store.find("first")).isEqualTo(first);
    assertThat(store.find("second")).isEqualTo(second);
    assertThat(bytesOnDisk()).doesNotContain(HexFormat.of().formatHex(second));
  }

  @Test
  void changePassphrase_afterwards_onlyTheNewOneOpens() {
    byte[] key = newKey();
    FileKeyStore store = open(RIGHT);
    store.putIfAbsent("userA", key);

    store.changePassphrase(OTHER);

    assertThat(store.find("userA")).isEqualTo(key);
    assertThat(open(OTHER).find("userA")).isEqualTo(key);
    assertThatThrownBy(() -> open(RIGHT)).isInstanceOf(WrongPassphraseException.class);
  }

  @Test
  void changePassphrase_crashBeforeTheFileHasItsName_leavesTheEarlierOne() throws IOException {
    byte[] key = newKey();
    open(RIGHT).putIfAbsent("userA", key);
    Path earlier = temporary.resolve("earlier");
    Files.copy(directory.resolve("protection"), earlier);
    open(RIGHT).changePassphrase(OTHER);
    Files.move(directory.resolve("protection"), directory.resolve("new-2"));
    Files.move(earlier, directory.resolve("protection"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(open(RIGHT).find("userA")).isEqualTo(key);
    assertThat(files()).noneMatch(file -> file.getFileName().toString().startsWith("new-"));
  }

  @Test
  void unprotect_afterwards_opensWithoutAPassphrase() {
    byte[] key = newKey();
    FileKeyStore store = open(RIGHT);
    store.putIfAbsent("userA", key);

    store.unprotect();

    assertThat(store.find("userA")).isEqualTo(key);
    assertThat(FileKeyStore.open(directory).find("userA")).isEqualTo(key);
    assertThatIllegalStateException()
        .isThrownBy(store::unprotect)
        .withMessageContaining("Key store is not protected");
    assertThatIllegalStateException().isThrownBy(() -> store.changePassphrase(OTHER));
  }

  @Test
  void files_anyByteChanged_areReportedAsDamaged() throws IOException {
    open(RIGHT).putIfAbsent("userA", newKey());

    for (Path file : files()) {
      byte[] content = Files.readAllBytes(file);
      for (int at : new int[] {0, 9, 27, 40, content.length / 2, content.length - 2}) {
        byte[] changed = content.clone();
        changed[at] = (byte) (changed[at] == '1' ? '2' : '1');
        Files.write(file, changed);
        assertThatThrownBy(() -> open(RIGHT).find("userA"))
            .as("%s at %s", file, at)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("damaged");
      }
      Files.write(file, content);
    }
    assertThat(open(RIGHT).find("userA")).isNotNull();
  }

  @Test
  void file_takenForAnother_isReported() throws IOException {
    FileKeyStore store = open(RIGHT);
    store.putIfAbsent("userA", newKey());
    Files.copy(directory.resolve("user%41.key"), directory.resolve("other.key"));

    assertThatThrownBy(() -> store.find("other"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Key file is damaged");
  }

  @Test
  void passphrase_blankOrShown_isNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passphrase.of(" "))
        .withMessageContaining("Passphrase is blank");
    assertThat(RIGHT.toString()).isEqualTo("Passphrase[hidden]");
  }

  @Test
  void open_newStore_asksForTheWorkThatIsRecommended() throws IOException {
    FileKeyStore.open(directory, RIGHT);

    assertThat(Files.readString(directory.resolve("protection")))
        .startsWith("debros-protection 1 scrypt 65536 8 2 ");
  }

  private FileKeyStore open(Passphrase passphrase) {
    return FileKeyStore.open(directory, passphrase, Scrypt.fresh(new SecureRandom(), 2));
  }

  private static byte[] newKey() {
    return SIGNATURES.newPrivateKey(new SecureRandom());
  }

  private String bytesOnDisk() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files()) {
      all.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
    }
    return all.toString();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
