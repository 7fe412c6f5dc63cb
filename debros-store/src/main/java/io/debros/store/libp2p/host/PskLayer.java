package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.psk.PskSession;
import io.debros.store.libp2p.psk.SwarmKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.security.SecureRandom;

/** Lets only those in who have the key of a private network: the layer next to libp2p. */
record PskLayer(SwarmKey key, SecureRandom random) implements Transport {
  @Override
  public void addTo(ChannelPipeline pipeline, Direction direction, Endpoint endpoint) {
    pipeline.addLast(new Handler(new PskSession(key, random)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
  private static final class Handler extends ChannelDuplexHandler {
    private final PskSession session;

    Handler(PskSession session) {
      this.session = session;
    }

    /** The channel is active for those above when the nonce of the other side is here. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.wrappedBuffer(session.nonce()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      boolean wasOpen = session.isOpen();
      byte[] plaintext;
      ByteBuf received = (ByteBuf) message;
      try {
        plaintext = session.decrypt(received.nioBuffer());
      } finally {
        received.release();
      }
      if (!wasOpen && session.isOpen()) {
        context.fireChannelActive();
      }
      if (plaintext.length > 0) {
        context.fireChannelRead(Unpooled.wrappedBuffer(plaintext));
      }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (!(message instanceof ByteBuf data)) {
        context.write(message, promise); // of the handshake of another layer
        return;
      }
      try {
        context.write(Unpooled.wrappedBuffer(session.encrypt(data.nioBuffer())), promise);
      } finally {
        data.release();
      }
    }
  }
}
