package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.gossipsub.GossipAction;
import io.debros.store.libp2p.gossipsub.GossipAction.Deliver;
import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.gossipsub.GossipAction.Send;
import io.debros.store.libp2p.gossipsub.GossipLimits;
import io.debros.store.libp2p.gossipsub.GossipParameters;
import io.debros.store.libp2p.gossipsub.Gossipsub;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** RPCs of gossip: refused, or answered with RPCs that another router takes. */
public final class GossipFuzz {
  private static final String TOPIC = "/orbitdb/zdpuExample";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrivateKey OWN = PrivateKey.generate(RANDOM);
  private static final PeerId PEER = PrivateKey.generate(RANDOM).peerId();

  private GossipFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Gossipsub router = router();
    Gossipsub other = router();
    try {
      router.received(PEER, input, 10);
    } catch (BadPeerException refused) {
      assertThat(refused.fault().isBreach()).isTrue();
    }
    router.heartbeat(1_000);
    for (GossipAction action = router.poll(); action != null; action = router.poll()) {
      if (action instanceof Send send) {
        other.received(PEER, send.rpc(), 20);
      } else if (action instanceof Deliver deliver) {
        assertThat(deliver.topic()).isEqualTo(TOPIC);
        assertThat(deliver.author()).isNotEqualTo(OWN.peerId());
      }
    }
    for (GossipAction action = other.poll(); action != null; action = other.poll()) {
      assertThat(action).isNotInstanceOf(Misbehaved.class);
    }
  }

  private static Gossipsub router() {
    Gossipsub router =
        new Gossipsub(
            OWN,
            GossipParameters.defaults(),
            GossipLimits.defaults(),
            new SplittableRandom(1),
            0,
            1);
    router.subscribe(TOPIC, 0);
    router.connected(PEER, Gossipsub.PROTOCOLS.get(0), false, 0);
    return router;
  }
}
