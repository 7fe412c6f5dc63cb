package io.debros.store.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** So much a second. */
class RateLimitTest {
  @Test
  void take_burstThenSteady_allowsTwiceAtOnceAndTheRateAfterwards() {
    RateLimit limit = new RateLimit(10, 0);

    assertThat(taken(limit, 0)).isEqualTo(20);
    assertThat(taken(limit, 500)).isEqualTo(5);
    assertThat(taken(limit, 60_000)).isEqualTo(20);
  }

  private static int taken(RateLimit limit, long now) {
    int count = 0;
    while (limit.take(now)) {
      count++;
    }
    return count;
  }
}
