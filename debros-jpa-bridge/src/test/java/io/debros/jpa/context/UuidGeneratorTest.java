package io.debros.jpa.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidGeneratorTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void next_any_isVersionSevenWithTheTime() {
    UUID uuid = new UuidGenerator(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1)).next();

    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void next_manyInOneMillisecond_growsAsText() {
    UuidGenerator uuids = new UuidGenerator(Clock.fixed(NOW, ZoneOffset.UTC), new Random(2));
    List<String> texts = new ArrayList<>();

    for (int i = 0; i < 20_000; i++) {
      texts.add(uuids.next().toString());
    }

    assertThat(texts).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void next_clockStepsBack_stillGrows() {
    SteppingClock clock = new SteppingClock();
    UuidGenerator uuids = new UuidGenerator(clock, new Random(3));
    String before = uuids.next().toString();

    clock.now = NOW.minus(Duration.ofHours(1));

    assertThat(uuids.next().toString()).isGreaterThan(before);
  }

  private static final class SteppingClock extends Clock {
    private Instant now = NOW;

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
