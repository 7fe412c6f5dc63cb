package io.debros.store;

import io.debros.store.bitswap.BitswapLimits;
import io.debros.store.bitswap.BitswapTimes;
import io.debros.store.libp2p.gossipsub.GossipLimits;
import io.debros.store.libp2p.gossipsub.GossipParameters;
import io.debros.store.libp2p.host.HostLimits;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.host.TlsSettings;
import io.debros.store.libp2p.mdns.MdnsSettings;
import io.debros.store.libp2p.psk.SwarmKey;
import io.debros.store.libp2p.yamux.YamuxSettings;
import io.debros.store.network.NetworkOptions;
import io.debros.store.replication.ReplicationLimits;
import io.debros.store.replication.ReplicationTimes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the settings of a network mean to each of its parts. Stateless. */
final class NetworkPlan {
  /** All that may wait, shared among as many wants: those take a seventh of it, about. */
  private static final int BYTES_A_WANT = 2_048;

  private NetworkPlan() {}

  static NetworkOptions of(NetworkSettings settings) {
    NetworkLimits limits = settings.limits();
    return new NetworkOptions(
        host(settings, limits),
        settings.bootstrap(),
        settings.mdns() ? MdnsSettings.defaults() : null,
        settings.peerExchange(),
        GossipParameters.defaults(),
        gossip(limits),
        bitswap(limits),
        BitswapTimes.defaults(),
        replication(limits),
        ReplicationTimes.defaults(),
        limits.messageBytes(),
        limits.bytesPerPeer());
  }

  private static HostSettings host(NetworkSettings settings, NetworkLimits limits) {
    return HostSettings.defaults()
        .withTls(tls(settings)) // before addresses that need it
        .withListen(settings.listen())
        .withAnnounce(settings.announce())
        .withAllowed(settings.allowList())
        .withLimits(host(limits))
        .withYamux(yamux(limits))
        .withSwarmKey(swarmKey(settings));
  }

  private static @Nullable SwarmKey swarmKey(NetworkSettings settings) {
    Path file = settings.swarmKeyFile();
    return file == null ? null : SwarmKey.read(file);
  }

  private static TlsSettings tls(NetworkSettings settings) {
    Path certificate = settings.certificate();
    Path key = settings.certificateKey();
    TlsBundle bundle = settings.tls();
    if (bundle != null) {
      return TlsSettings.of(bundle.keys(), bundle.trusted(), bundle.protocols(), bundle.ciphers());
    }
    return certificate == null || key == null
        ? TlsSettings.defaults()
        : TlsSettings.defaults().withCertificate(certificate, key);
  }

  private static HostLimits host(NetworkLimits limits) {
    HostLimits usual = HostLimits.defaults();
    return new HostLimits(
        limits.connections(),
        limits.connectionsPerAddress(),
        usual.pendingInbound(),
        limits.inboundPerSecond(),
        Math.min(usual.streamsOfProtocol(), limits.streamsPerConnection()),
        usual.opensPerSecond(),
        limits.bytesPerPeer(),
        limits.bytesOfAllPeers(),
        usual.upgradeTime(),
        usual.negotiationTime(),
        usual.pingInterval(),
        usual.pingPatience(),
        usual.breaches(),
        usual.refusalTime());
  }

  private static YamuxSettings yamux(NetworkLimits limits) {
    YamuxSettings usual = YamuxSettings.defaults();
    return new YamuxSettings(
        usual.receiveWindow(),
        limits.streamsPerConnection(),
        usual.maxOutbound(),
        usual.maxUnacknowledged(),
        Math.min(usual.maxQueued(), limits.bytesPerPeer()),
        Math.min(usual.maxUnread(), limits.bytesPerPeer()));
  }

  private static GossipLimits gossip(NetworkLimits limits) {
    GossipLimits usual = GossipLimits.defaults();
    return new GossipLimits(
        limits.messageBytes(),
        usual.sentBytes(),
        limits.subscriptionsPerPeer(),
        usual.topicBytesPeer(),
        usual.topics(),
        usual.seenMessages(),
        usual.cachedBytes(),
        usual.requestsHeartbeat(),
        usual.idsHeartbeat(),
        usual.answeredBytes(),
        usual.retransmissions(),
        usual.unwantedIds(),
        usual.backoffs(),
        usual.scores());
  }

  private static BitswapLimits bitswap(NetworkLimits limits) {
    BitswapLimits usual = BitswapLimits.defaults();
    return new BitswapLimits(
        usual.maxOutstanding(),
        limits.wants(),
        usual.maxUnanswered(),
        (int) Math.min(usual.maxWantsAll(), 1 + limits.bytesOfAllPeers() / BYTES_A_WANT),
        usual.messageBytes(),
        usual.maxQueuedBytes(),
        usual.maxQueuedBytesAll(),
        usual.maxUnwantedBlocks(),
        usual.maxUnwantedBytes(),
        usual.maxLookups());
  }

  private static ReplicationLimits replication(NetworkLimits limits) {
    ReplicationLimits usual = ReplicationLimits.defaults();
    long held = limits.bytesInFlight();
    return usual.withBytes(
        held,
        Math.min(usual.maxPieceBytes(), held),
        Math.min(usual.maxTrustedBytes(), held),
        Math.min(usual.maxIdleBytes(), held));
  }
}
