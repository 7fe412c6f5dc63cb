package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** What is held against peers. */
class ConductTest {
  private static final Problem LIE = problem("Peer lies");

  private final PeerId peer = PrivateKey.generate(new SecureRandom()).peerId();
  private final HostLimits limits = Limits.streamsOfProtocol(1); // two breaches in five minutes
  private final Counters counters = new Counters();
  private final Conduct conduct = new Conduct(limits, counters, 0);

  @Test
  void refusal_breachesWithinTheTime_lastsUntilTheFirstIsForgotten() {
    long time = limits.refusalTime().toMillis();

    conduct.misbehaved(peer, LIE, true, 0);
    assertThat(conduct.refusal(peer, 0)).isNull();
    conduct.misbehaved(peer, LIE, true, 10);

    assertThat(conduct.refusal(peer, 10)).isNotNull();
    assertThat(conduct.refusal(peer, time - 1)).isNotNull();
    assertThat(conduct.refusal(peer, time)).isNull();
  }

  @Test
  void misbehaved_noBreach_isCountedOnly() {
    for (int time = 0; time < 5; time++) {
      conduct.misbehaved(peer, LIE, false, time);
    }

    assertThat(conduct.refusal(peer, 5)).isNull();
    assertThat(counters.statistics().misbehaviour()).containsEntry("Peer lies", 5L);
  }
}
