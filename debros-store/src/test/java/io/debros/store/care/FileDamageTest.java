package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Durability;
import io.debros.store.testing.Directories;
import io.debros.store.testing.Property;
import io.debros.store.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any byte of any file of a data directory may be lost. Then either nothing is missing, or somebody
 * says so: the open, the read, or the verification. No read gives a wrong answer.
 */
class FileDamageTest {
  @TempDir static Path folder;
  private static Path whole;
  private static String description;

  @BeforeAll
  static void write() {
    Path live = folder.resolve("live");
    try (DebrosNode node = DebrosNode.open(settings(live))) {
      Sample.first(node);
    }
    try (DebrosNode node = DebrosNode.open(settings(live))) {
      Sample.second(node);
    }
    try (DebrosNode node = DebrosNode.open(settings(live))) {
      Sample.last(node);
      description = Sample.describe(node);
      whole = Directories.copy(live, folder.resolve("killed")); // its write-ahead log is not empty
    }
  }

  @Test
  void open_anyFileDamaged_isNoticedOrHarmless() {
    Property.check(Integer.getInteger("debros.damages", 12), FileDamageTest::noticed);
  }

  private static void noticed(RandomGenerator random) throws IOException {
    Path copy = Directories.copy(whole, folder.resolve(UUID.randomUUID().toString()));
    List<Path> files = Directories.files(copy);
    Path file = files.get(random.nextInt(files.size()));
    String damage = copy.relativize(file) + ": " + damage(file, random);

    String outcome = outcome(copy);

    assertThat(outcome).as(damage).startsWith("fine");
  }

  private static String outcome(Path directory) {
    try (DebrosNode node = DebrosNode.open(settings(directory))) {
      String read = Sample.describe(node);
      if (read.equals(description)) {
        return "fine: nothing is missing";
      }
      boolean clean = node.care().verify(VerifyOptions.defaults(), Progress.NONE).isClean();
      return clean ? "absorbed: " + read : "wrong, but found by verify: " + read;
    } catch (StorageException | BadBlockException refused) {
      return "fine: " + refused.getMessage();
    }
  }

  private static String damage(Path file, RandomGenerator random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    switch (bytes.length == 0 ? 0 : random.nextInt(4)) {
      case 0 -> Files.delete(file);
      case 1 -> Files.write(file, Arrays.copyOf(bytes, at));
      default -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return "bit of byte " + at + " of " + bytes.length;
      }
    }
    return Files.exists(file) ? "cut to " + at + " of " + bytes.length : "deleted";
  }

  private static NodeSettings settings(Path directory) {
    return NodeSettings.in(directory).withDurability(Durability.COMMIT);
  }
}
