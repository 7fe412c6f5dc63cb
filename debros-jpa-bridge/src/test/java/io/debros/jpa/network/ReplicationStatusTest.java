package io.debros.jpa.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.network.ReplicationStatus.Block;
import io.debros.jpa.network.ReplicationStatus.Refusal;
import io.debros.jpa.network.ReplicationStatus.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationStatusTest {
  @Test
  void why_alone_namesTheAddress() {
    ReplicationStatus status = status(State.ALONE, List.of(), List.of(), null);

    assertThat(status.isInSync()).isTrue();
    assertThat(status.why()).isEqualTo("No connected peer has /orbitdb/zdpuA open");
  }

  @Test
  void why_catchingUp_saysWhatIsOnItsWay() {
    Block asked = new Block("zdpuB", 1, List.of("12D3KooWA"), null);
    ReplicationStatus status = status(State.CATCHING_UP, List.of(asked), List.of(), null);

    assertThat(status.isInSync()).isFalse();
    assertThat(status)
        .hasToString(
            "global-post CATCHING_UP: 1 head of peers not here, 3 blocks wanted, 0 blocks nowhere;"
                + " 1 block asked for");
  }

  @Test
  void why_headsNotExchangedYet_saysSo() {
    ReplicationStatus status =
        new ReplicationStatus(
            "global-post",
            "/orbitdb/zdpuA",
            State.CATCHING_UP,
            List.of(),
            0,
            0,
            0,
            0,
            List.of(),
            0,
            List.of(),
            0,
            List.of(),
            0,
            null,
            List.of());

    assertThat(status.why())
        .isEqualTo("Heads are not exchanged yet with 0 peers; 0 blocks asked for");
  }

  @Test
  void why_stalled_saysWhatWasRefusedAndTheError() {
    Refusal refusal = new Refusal("zdpuC", "zdpuC", "ACCESS_DENIED");
    ReplicationStatus status = status(State.STALLED, List.of(), List.of(refusal), "Disk is full");

    assertThat(status.why())
        .isEqualTo(
            "1 head of peers not here, 3 blocks wanted, 0 blocks nowhere, 1 entry refused"
                + " (ACCESS_DENIED); tried again with pauses; last error: Disk is full");
  }

  private static ReplicationStatus status(
      State state, List<Block> asked, List<Refusal> refused, String error) {
    return new ReplicationStatus(
        "global-post",
        "/orbitdb/zdpuA",
        state,
        List.of(),
        0,
        0,
        3,
        1,
        asked,
        asked.size(),
        List.of(),
        0,
        refused,
        refused.size(),
        error,
        List.of(
            new ReplicationStatus.Peer(
                "12D3KooWA", true, "DONE", Duration.ZERO, null, List.of(), 1, null)));
  }
}
