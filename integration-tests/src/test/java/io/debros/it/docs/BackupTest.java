package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.backup.BackupOptions;
import io.debros.store.backup.BackupReport;
import io.debros.store.care.NodeCare;
import io.debros.store.compaction.CompactionReport;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadBlockException;
import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import io.debros.store.transfer.PendingImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the pages about backups and about moving a database does what it says. */
class BackupTest {
  @TempDir private Path folder;
  private Path here;
  private Path file;

  @BeforeEach
  void write() {
    here = folder.resolve("here");
    file = folder.resolve("node.backup");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(here))) {
      fleet(node).put(CborMap.builder().put("_id", "1").put("name", "Ada").build());
    }
  }

  @Test
  void backup_restored_isTheSameNode() {
    String writer;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(here))) {
      writer = node.identity().id();
      BackupReport report = node.care().backup(file, BackupOptions.withKeys(), Progress.NONE);
      System.out.println(report.rows() + " rows, " + report.keyFiles() + " keys");
    }

    Path restored = folder.resolve("restored");
    NodeCare.restore(file, restored, Progress.NONE);
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(restored))) {
      assertThat(node.identity().id()).isEqualTo(writer);
      assertThat(fleet(node).count()).isOne();
    }
  }

  @Test
  void drop_compacted_givesTheSpaceBack() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(here))) {
      DocumentDatabase fleet = fleet(node);
      fleet.drop();
      CompactionReport report = node.care().compact(Progress.NONE);
      assertThat(report.removed()).isPositive();
    }
  }

  @Test
  void export_withProgress_tellsHowFarItIs() throws IOException {
    List<String> lines = new ArrayList<>();
    Path car = folder.resolve("fleet.car");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(here))) {
      Address address = fleet(node).address();
      try (OutputStream output = Files.newOutputStream(car)) {
        node.care()
            .exportCar(
                address,
                output,
                step -> {
                  lines.add(step.phase() + " " + step.done() + " of " + step.total());
                  return true; // false cancels
                });
      }
    }
    assertThat(lines).contains("export 1 of 1");
  }

  @Test
  void import_interrupted_goesOn() throws IOException {
    Path car = folder.resolve("fleet.car");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(here));
        OutputStream output = Files.newOutputStream(car)) {
      node.exportCar(fleet(node).address(), output);
    }
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(folder.resolve("there")))) {
      byte[] half = Arrays.copyOf(Files.readAllBytes(car), 600);
      try {
        node.importCar(new ByteArrayInputStream(half));
      } catch (BadBlockException e) {
        assertThat(e).hasMessageContaining("cut off");
      }
      for (PendingImport pending : node.care().pendingImports()) {
        try (InputStream rest = Files.newInputStream(car)) {
          rest.skipNBytes(pending.offset());
          node.care().resumeImport(pending, rest, Progress.NONE);
        }
      }
      assertThat(node.databases()).hasSize(1);
    }
  }

  private static DocumentDatabase fleet(DebrosNode node) {
    return node.databases().isEmpty()
        ? node.openDocuments("fleet", DocumentOptions.defaults())
        : node.openDocuments(
            node.databases().get(0).address().toString(), DocumentOptions.defaults());
  }
}
