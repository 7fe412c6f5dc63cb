package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockSource;
import io.debros.store.care.Finding;
import io.debros.store.care.RepairOptions;
import io.debros.store.care.RepairOptions.Hopeless;
import io.debros.store.care.RepairReport;
import io.debros.store.care.VerifyOptions;
import io.debros.store.care.VerifyReport;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.progress.Progress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page about verifying and repairing does what it says. */
class RepairTest {
  @TempDir private Path folder;

  @Test
  void verify_andRepair_ofWholeData_findNothing() {
    Path directory = folder.resolve("node");
    AtomicBoolean stopped = new AtomicBoolean();
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      DocumentDatabase fleet = node.openDocuments("fleet", DocumentOptions.defaults());
      fleet.put(CborMap.builder().put("_id", "1").put("name", "Ada").build());

      VerifyReport report =
          node.care()
              .verify(
                  VerifyOptions.defaults(),
                  step -> {
                    System.out.println(step.phase() + " " + step.done() + " of " + step.total());
                    return !stopped.get();
                  });
      for (Finding finding : report.all()) {
        System.out.println(finding.kind() + " (" + finding.remedy() + "): " + finding.problem());
      }
      assertThat(report.isClean()).isTrue();

      RepairReport repaired = node.care().repair(RepairOptions.defaults(), Progress.NONE);
      System.out.println(repaired.actions() + ", left: " + repaired.after().all());
      assertThat(repaired.isClean()).isTrue();
      assertThat(repaired.actions()).isEmpty();

      BlockSource peer = cid -> null;
      RepairOptions all =
          RepairOptions.defaults().withSource(peer).withHopeless(Hopeless.QUARANTINE);
      assertThat(node.care().repair(all, Progress.NONE).isClean()).isTrue();
    }
  }
}
