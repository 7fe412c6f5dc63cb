package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.Sample;
import org.junit.jupiter.api.Test;

class VerifyTest {
  @Test
  void verify_sample_findsNothing() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), new MemoryStorage())) {
      Sample.first(node);
      Sample.second(node);
      Sample.last(node);

      VerifyReport report = node.care().verify(VerifyOptions.defaults(), Progress.NONE);

      assertThat(report.all()).isEmpty();
      assertThat(report.isClean()).isTrue();
      assertThat(report.databases())
          .extracting(DatabaseReport::name, DatabaseReport::entries, DatabaseReport::rows)
          .containsExactlyInAnyOrder(
              tuple("users", 195L, 120L),
              tuple("posts-0", 40L, 40L),
              tuple("posts-1", 41L, 39L),
              tuple("shared", 24L, 15L),
              tuple("places", 20L, 20L),
              tuple("empty", 0L, 0L),
              tuple("dropped", 0L, 0L));
    }
  }
}
