package io.debros.jpa.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void next_manyInOneMillisecond_growsAndStaysPositive() {
    TimeOrderedIds ids = new TimeOrderedIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));
    List<Long> values = new ArrayList<>();

    for (int i = 0; i < 10_000; i++) {
      values.add(ids.next());
    }

    assertThat(values).isSorted().doesNotHaveDuplicates().allMatch(value -> value > 0);
  }

  @Test
  void next_first_carriesTheTimeInItsHighBits() {
    long id = new TimeOrderedIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1)).next();

    assertThat(id >>> 21).isEqualTo(NOW.toEpochMilli());
  }
}
