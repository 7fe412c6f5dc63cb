package io.debros.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys on disk. */
class FileKeyStoreTest {
  private static final Signatures SIGNATURES = Signatures.open(Signatures.Implementation.PREFERRED);

  @TempDir private Path temporary;
  private Path directory;
  private FileKeyStore store;

  @BeforeEach
  void open() {
    directory = temporary.resolve("node/keys");
    store = FileKeyStore.open(directory);
  }

  @Test
  void find_afterReopening_givesTheStoredKey() {
    byte[] key = newKey();

    assertThat(store.putIfAbsent("userA", key)).isEqualTo(key);

    assertThat(FileKeyStore.open(directory).find("userA")).isEqualTo(key);
    assertThat(store.find("userB")).isNull();
  }

  @Test
  void putIfAbsent_idHasAKey_keepsTheEarlierOne() {
    byte[] earlier = newKey();
    store.putIfAbsent("userA", earlier);

    assertThat(store.putIfAbsent("userA", newKey())).isEqualTo(earlier);
    assertThat(store.find("userA")).isEqualTo(earlier);
    assertThat(files()).hasSize(1);
  }

  @Test
  void putIfAbsent_manyThreadsAtOnce_allGetOneKey() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<byte[]>> keys = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        keys.add(threads.submit(() -> store.putIfAbsent("userA", newKey())));
      }
      byte[] stored = keys.get(0).get();
      for (Future<byte[]> key : keys) {
        assertThat(key.get()).isEqualTo(stored);
      }
      assertThat(store.find("userA")).isEqualTo(stored);
      assertThat(files()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void putIfAbsent_anyId_hasASafeFileOfItsOwn() {
    List<String> ids =
        List.of(
            "user",
            "User",
            "USER",
            "../../etc/passwd",
            "/",
            ".",
            "con",
            "ünïcode",
            "a b",
            "%41",
            "a\u0000b",
            "=",
            "水",
            "x".repeat(500),
            "x".repeat(501),
            "=" + "0".repeat(64));
    List<byte[]> keys = ids.stream().map(id -> store.putIfAbsent(id, newKey())).toList();

    for (int i = 0; i < ids.size(); i++) {
      assertThat(store.find(ids.get(i))).as(ids.get(i)).isEqualTo(keys.get(i));
    }
    assertThat(files()).hasSameSizeAs(ids);
    assertThat(files())
        .allSatisfy(
            file -> assertThat(file.getFileName().toString()).matches("[a-z0-9_%=-]+\\.key"));
  }

  @Test
  void id_emptyOrNotUnicode_isRefused() {
    for (String id : List.of("", "\ud800")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.find(id))
          .withMessageContaining("Id of a key is");
    }
  }

  @Test
  void putIfAbsent_notAKey_isRefused() {
    for (byte[] bytes : List.of(new byte[32], new byte[31], new byte[0])) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.putIfAbsent("userA", bytes))
          .withMessageContaining("Private key is not one of secp256k1");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void find_damagedFile_isReported() throws IOException {
    store.putIfAbsent("userA", newKey());
    Path file = files().get(0);
    String content = Files.readString(file);
    String changed = (content.charAt(0) == '0' ? '1' : '0') + content.substring(1);

    for (String damaged : List.of("", content.substring(0, 40), content + "x", changed)) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> store.find("userA"))
          .as(damaged)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Key file is damaged")
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining(content.substring(0, 64));
    }
  }

  @Test
  void files_areForTheirOwnerOnly() throws IOException {
    assumePosix();
    store.putIfAbsent("userA", newKey());

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(files().get(0))).isEqualTo("rw-------");
  }

  @Test
  void files_openToOthers_areRestricted() throws IOException {
    assumePosix();
    byte[] key = store.putIfAbsent("userA", newKey());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(files().get(0), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(FileKeyStore.open(directory).find("userA")).isEqualTo(key);

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(files().get(0))).isEqualTo("rw-------");
  }

  @Test
  void open_pathIsAFile_isReported() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> FileKeyStore.open(file))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Key directory cannot be created")
        .hasMessageContaining(file.toString());
  }

  @Test
  void content_isHexWithAChecksum() throws IOException {
    byte[] key = newKey();
    store.putIfAbsent("userA", key);

    assertThat(Files.readString(files().get(0)))
        .startsWith(HexFormat.of().formatHex(key) + " ")
        .hasSize(64 + 1 + 16 + 1);
  }

  private static byte[] newKey() {
    return SIGNATURES.newPrivateKey(new SecureRandom());
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException error) {
      throw new AssertionError(error);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void assumePosix() {
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "The file system knows no POSIX permissions");
  }
}
