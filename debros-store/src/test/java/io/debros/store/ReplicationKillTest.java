package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.connect;
import static io.debros.store.Neighbours.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.testing.JavaProcess;
import io.debros.store.testing.Scale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in another JVM that is killed while it replicates loses nothing, and catches up. */
class ReplicationKillTest {
  private static final int KILLS = Scale.of("debros.replication.kills", 3);

  private final Neighbours neighbours = new Neighbours();

  @AfterEach
  void stop() {
    neighbours.close();
  }

  @Test
  void process_killedWhileItReplicates_losesNothingThatItAcknowledged(@TempDir Path directory) {
    long seed = Long.getLong("debros.seed", System.nanoTime());
    System.out.println("ReplicationKillTest: -Ddebros.seed=" + seed);
    RandomGenerator random = new SplittableRandom(seed);
    DebrosNode survivor = neighbours.start();
    DocumentDatabase kept = survivor.openDocuments("posts", OPEN);
    List<String> acknowledged = new ArrayList<>();

    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged.addAll(runAndKill(directory, survivor, kept, kill, random));
    }
    DebrosNode again = neighbours.start(directory.resolve("node"));
    DocumentDatabase restored = again.openDocuments("posts", OPEN);
    connect(again, survivor);

    awaitSame(kept, restored);
    assertThat(acknowledged)
        .hasSizeGreaterThan(KILLS)
        .allSatisfy(id -> assertThat(kept.get(id)).isNotNull());
  }

  /** Both sides write; the kill comes when some documents of the process have arrived. */
  private List<String> runAndKill(
      Path directory,
      DebrosNode survivor,
      DocumentDatabase kept,
      int kill,
      RandomGenerator random) {
    Process process =
        JavaProcess.start(
            directory.resolve("unpacked"),
            List.of("-Xmx256m"),
            ReplicatingProcess.class,
            directory.resolve("node"),
            survivor.network().addresses().get(0),
            kill * 1_000_000L);
    CompletableFuture<List<String>> lines =
        CompletableFuture.supplyAsync(
            () -> process.inputReader().lines().toList(),
            task -> new Thread(task, "replication-kill-test").start());
    String wanted = "process " + (kill * 1_000_000L + 10 + random.nextInt(300));
    await(
        "documents arrive",
        () -> {
          kept.put(document("survivor " + kill + " " + kept.count(), kill));
          return kept.get(wanted) != null;
        });
    process.toHandle().destroyForcibly();
    JavaProcess.requireExitCode(process, JavaProcess.KILLED);
    return lines.join().stream()
        .filter(line -> line.startsWith("ack "))
        .map(line -> line.substring("ack ".length()))
        .toList();
  }
}
