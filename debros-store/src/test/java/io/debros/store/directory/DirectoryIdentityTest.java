package io.debros.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.VerifyOptions;
import io.debros.store.error.StorageException;
import io.debros.store.progress.Progress;
import io.debros.store.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lost key became a new one, and with it all databases became new and empty ones. */
class DirectoryIdentityTest {
  @TempDir Path directory;

  @Test
  void open_keysLost_isRefused() throws IOException {
    DebrosNode.open(NodeSettings.in(directory)).close();
    for (Path key : Directories.files(directory.resolve("keystore"))) {
      Files.delete(key);
    }

    assertThatThrownBy(() -> DebrosNode.open(NodeSettings.in(directory)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Key store is not the one that the data was written with")
        .hasMessageContaining("Restore the folder keystore from a backup");
  }

  @Test
  void open_withAnotherName_isAnotherIdentity() {
    String first;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      first = node.identity().id();
    }
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory).withIdentityName("other"))) {
      assertThat(node.identity().id()).isNotEqualTo(first);
      assertThat(node.care().verify(VerifyOptions.defaults(), Progress.NONE).isClean()).isTrue();
    }
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(node.identity().id()).isEqualTo(first);
    }
  }
}
