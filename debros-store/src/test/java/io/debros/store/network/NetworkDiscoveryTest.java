package io.debros.store.network;

import io.debros.store.bitswap.BitswapLimits;
import io.debros.store.bitswap.BitswapTimes;
import io.debros.store.block.BlockStore;
import io.debros.store.libp2p.gossipsub.GossipLimits;
import io.debros.store.libp2p.gossipsub.GossipParameters;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.mdns.MdnsSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.replication.ReplicationLimits;
import io.debros.store.replication.ReplicationTimes;
import io.debros.store.replication.status.ReplicationProgress;
import io.debros.store.storage.MemoryStorage;
import java.net.DatagramSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Nodes on one machine find each other by multicast, without being told of each other. */
class NetworkDiscoveryTest {
  private static final Network.Watcher NOBODY =
      new Network.Watcher() {
        @Override
        public void peerJoined(PeerId peer) {}

        @Override
        public void peerLeft(PeerId peer) {}

        @Override
        public void replicated(ReplicationProgress progress) {}
      };

  @Test
  void twoNodes_askByMulticast_areConnected() throws Exception {
    int port = freePort();
    try (Network first = open(port);
        Network second = open(port)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  first.peers().contains(second.peerId())
                      && second.peers().contains(first.peerId()));
    }
  }

  private static Network open(int port) {
    HostSettings host =
        HostSettings.defaults().withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    NetworkOptions options =
        new NetworkOptions(
            host,
            List.of(),
            MdnsSettings.onLoopback(port, Duration.ofMillis(200)),
            true,
            GossipParameters.defaults(),
            GossipLimits.defaults(),
            BitswapLimits.defaults(),
            BitswapTimes.defaults(),
            ReplicationLimits.defaults(),
            ReplicationTimes.defaults(),
            4 << 20,
            32 << 20);
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    return Network.open(options, key, new BlockStore(new MemoryStorage()), NOBODY);
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }
}
