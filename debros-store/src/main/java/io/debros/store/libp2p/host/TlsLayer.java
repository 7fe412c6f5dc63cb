package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS below WebSocket. The layer above need not wait for it: what is written goes out when the
 * handshake is done. Host thread.
 */
final class TlsLayer implements Transport {
  private final TlsSettings settings;
  private @Nullable SslContext java; // reading all that Java believes takes time: when needed

  TlsLayer(TlsSettings settings) {
    this.settings = settings;
  }

  @Override
  public void addTo(ChannelPipeline pipeline, Direction direction, Endpoint endpoint) {
    ByteBufAllocator memory = pipeline.channel().alloc();
    SslHandler handler =
        direction == Direction.OUTBOUND
            ? dial().newHandler(memory, endpoint.serverName(), endpoint.port())
            : listen().newHandler(memory);
    handler.setHandshakeTimeoutMillis(0); // the host limits the time of all layers together
    pipeline.addLast(handler);
  }

  private SslContext dial() {
    if (settings.dial() != null) {
      return settings.dial();
    }
    if (java == null) {
      try {
        java = SslContextBuilder.forClient().build();
      } catch (SSLException e) {
        throw new IllegalStateException("Java has no TLS", e);
      }
    }
    return java;
  }

  private SslContext listen() {
    if (settings.listen() == null) {
      throw new IllegalStateException("Host listens on TLS without a certificate");
    }
    return settings.listen();
  }
}
