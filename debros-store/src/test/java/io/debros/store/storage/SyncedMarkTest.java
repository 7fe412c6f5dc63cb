package io.debros.store.storage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedMarkTest {
  @TempDir Path directory;

  @Test
  void check_lessThanSynced_refused() {
    try (SyncedMark mark = SyncedMark.open(directory)) {
      mark.advance(1_000);
      mark.advance(70_000);
    }

    try (SyncedMark mark = SyncedMark.open(directory)) {
      mark.check(70_000);
      mark.check(70_001);
      assertThatThrownBy(() -> mark.check(69_999))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("lost writes that were synced")
          .hasMessageContaining("synced=70000");
    }
  }

  @Test
  void check_neverAdvanced_acceptsEverything() {
    try (SyncedMark mark = SyncedMark.open(directory)) {
      assertThatCode(() -> mark.check(0)).doesNotThrowAnyException();
    }
  }

  @Test
  void check_anyByteFlippedOrCutOff_refusedAsDamaged() throws IOException {
    Path file = directory.resolve(SyncedMark.FILE);
    try (SyncedMark mark = SyncedMark.open(directory)) {
      mark.advance(5);
    }
    byte[] whole = Files.readAllBytes(file);

    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      assertDamaged(file, flipped);
    }
    for (int length = 1; length < whole.length; length++) {
      if (length != Long.BYTES) { // what the first format has
        assertDamaged(file, Arrays.copyOf(whole, length));
      }
    }
    assertDamaged(file, Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void check_markOfTheFirstFormat_isRead() throws IOException {
    Files.write(directory.resolve(SyncedMark.FILE), ByteBuffer.allocate(8).putLong(9).array());

    try (SyncedMark mark = SyncedMark.open(directory)) {
      mark.check(9);
      assertThatThrownBy(() -> mark.check(8)).hasMessageContaining("lost writes");
    }
  }

  private void assertDamaged(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try (SyncedMark mark = SyncedMark.open(directory)) {
      assertThatThrownBy(() -> mark.check(5))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Sync mark is damaged")
          .hasMessageContaining(file.toString());
    }
  }
}
