package io.debros.store.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.DirectoryLockedException;
import io.debros.store.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path directory;

  @Test
  void acquire_heldByThisProcess_refusedAsOftenAsTried() {
    try (DirectoryLock held = DirectoryLock.acquire(directory)) {
      for (int i = 0; i < 3; i++) { // a refused attempt must not free the lock
        assertThatThrownBy(() -> DirectoryLock.acquire(directory.resolve("../" + name())))
            .isInstanceOf(DirectoryLockedException.class)
            .hasMessageContaining("pid=" + ProcessHandle.current().pid());
      }
      assertThat(held).isNotNull();
    }
  }

  @Test
  void acquire_heldByAnotherProcess_namesPathAndItsProcess() throws IOException {
    Process holder = start();
    try (BufferedReader output = holder.inputReader()) {
      assertThat(output.readLine()).isEqualTo("held");

      assertThatThrownBy(() -> DirectoryLock.acquire(directory))
          .isInstanceOf(DirectoryLockedException.class)
          .hasMessageContaining("path=" + directory.toRealPath())
          .hasMessageContaining("pid=" + holder.pid());
    } finally {
      holder.destroyForcibly().onExit().join();
    }

    assertAcquirable();
  }

  @Test
  void acquire_afterClose_writesProcessId() throws IOException {
    DirectoryLock.acquire(directory).close();
    Files.writeString(directory.resolve(DirectoryLock.FILE), "12345678901234567890 of long ago");

    assertAcquirable();

    assertThat(directory.resolve(DirectoryLock.FILE))
        .hasContent(String.valueOf(ProcessHandle.current().pid()));
  }

  @Test
  void acquire_directoryCannotBeMade_saysSo() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> DirectoryLock.acquire(file.resolve("below")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Directory cannot be used");
  }

  private void assertAcquirable() {
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      lock.close();
    }
  }

  private String name() {
    return directory.getFileName().toString();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
