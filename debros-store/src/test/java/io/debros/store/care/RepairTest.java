package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.Sample;
import org.junit.jupiter.api.Test;

class RepairTest {
  @Test
  void repair_nothingWrong_doesNothing() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), new MemoryStorage())) {
      Sample.first(node);

      RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

      assertThat(report.isClean()).isTrue();
      assertThat(report.actions()).isEmpty();
      assertThat(Sample.open(node).values()).noneMatch(database -> database.isClosed());
    }
  }
}
