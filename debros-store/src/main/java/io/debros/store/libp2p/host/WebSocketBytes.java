package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.ReferenceCountUtil;

/** Bytes above, WebSocket frames below; above, the channel is active after the handshake. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class WebSocketBytes extends ChannelDuplexHandler {
  private static final int LONGEST_WRITE = 64 * 1024;

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // held back until the handshake is done
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof HandshakeComplete
        || event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      context.fireChannelActive();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
      context.fireChannelRead(((WebSocketFrame) message).content());
      return;
    }
    ReferenceCountUtil.release(message);
    throw new BadPeerException(
        problem("Peer sends something else than binary WebSocket messages")
            .at("what", message.getClass().getSimpleName()),
        Fault.PROTOCOL);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf data)) {
      context.write(message, promise); // of the handshake, which is written to the whole pipeline
      return;
    }
    while (data.readableBytes() > LONGEST_WRITE) {
      context.write(new BinaryWebSocketFrame(data.readRetainedSlice(LONGEST_WRITE)));
    }
    context.write(new BinaryWebSocketFrame(data), promise);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.fireExceptionCaught(
        cause instanceof WebSocketHandshakeException || cause instanceof CodecException
            ? refused(cause)
            : cause);
  }

  private static BadPeerException refused(Throwable cause) {
    return new BadPeerException(
        problem("Peer does not speak WebSocket as it should")
            .at("reason", cause.getMessage())
            .advice("If the address is right, look for a proxy in between"),
        cause instanceof WebSocketHandshakeException ? Fault.UNSUPPORTED : Fault.MALFORMED,
        cause);
  }
}
