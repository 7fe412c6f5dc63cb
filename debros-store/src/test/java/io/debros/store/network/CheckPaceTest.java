package io.debros.store.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who sends a lot at once is not stopped, and who goes on is. */
class CheckPaceTest {
  private long now = 1_000_000;
  private final CheckPace pace = new CheckPace(now);

  @Test
  void aThousandAtOnce_everyFewSeconds_areNeverStopped() {
    for (int burst = 0; burst < 100; burst++) {
      for (int message = 0; message < 1_000; message++) {
        assertThat(pace.pause(now)).isZero();
        pace.checked(1, now);
      }
      now += 2_000;
    }
  }

  @Test
  void withoutEnd_isPausedToItsPace() {
    long checked = 0;

    while (now < 1_060_000) {
      now += pace.pause(now);
      pace.checked(100, now);
      checked += 100;
    }

    assertThat(checked)
        .isBetween(
            60L * CheckPace.PER_SECOND, CheckPace.AT_ONCE + 60L * CheckPace.PER_SECOND + 200);
  }

  @Test
  void pause_afterTooMany_isAsLongAsTheyTakeAndEnds() {
    pace.checked(CheckPace.AT_ONCE + CheckPace.PER_SECOND, now);

    assertThat(pace.pause(now)).isEqualTo(1_001);
    assertThat(pace.pause(now + 1_000)).isEqualTo(1);
    assertThat(pace.pause(now + 1_001)).isZero();
  }

  @Test
  void quietTime_howeverLong_allowsNoMoreAtOnce() {
    now += 3_600_000;

    pace.checked(CheckPace.AT_ONCE, now);

    assertThat(pace.pause(now)).isPositive();
  }
}
