package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.netty.channel.ChannelPipeline;

/**
 * A layer between TCP and libp2p, as handlers of a channel that change bytes into bytes: {@code
 * ByteBuf} in both directions, above and below. Immutable; host thread.
 *
 * <p>libp2p starts to speak when {@code channelActive} reaches the end of the pipeline. A layer
 * with a handshake of its own holds that event back until the handshake is done; how long it may
 * take in all is limited by {@link HostLimits#upgradeTime}. It closes the channel, or fires {@code
 * exceptionCaught} with a {@link io.debros.store.error.BadPeerException}, if the handshake fails.
 */
@FunctionalInterface
interface Transport {
  /**
   * Adds the handlers at the end of the pipeline of a channel that is not active yet.
   *
   * @param endpoint that is dialled (with the name that was looked up), or that is listened on
   */
  void addTo(ChannelPipeline pipeline, Direction direction, Endpoint endpoint);
}
