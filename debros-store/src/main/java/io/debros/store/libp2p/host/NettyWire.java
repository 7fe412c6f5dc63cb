package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Multiaddr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A wire over a channel, as the last handler of its pipeline. Host thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is told
final class NettyWire extends ChannelInboundHandlerAdapter implements Wire {
  /** How long the other side may take to end after this side has. */
  static final long CLOSING_MILLIS = 1_000;

  private final Wire.User user;
  private final Multiaddr remote;
  private final boolean isPlain;
  private final Counters counters;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Throwable cause;
  private boolean isClosing;

  /**
   * @param isPlain whether there is nothing but TCP below, so that one direction can end before the
   *     other
   */
  NettyWire(Wire.User user, Multiaddr remote, boolean isPlain, Counters counters) {
    this.user = user;
    this.remote = remote;
    this.isPlain = isPlain;
    this.counters = counters;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    user.attached(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    user.started();
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      counters.received(bytes.readableBytes());
      if (!isClosing && bytes.isReadable()) {
        user.received(bytes.nioBuffer());
      }
    } finally {
      ReferenceCountUtil.release(bytes);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (isWritable()) {
      user.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    user.ended(cause == null ? new EOFException("The other side has ended it") : cause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failing, Throwable why) {
    if (cause == null) {
      cause = why;
    }
    failing.close();
  }

  @Override
  public Multiaddr remote() {
    return remote;
  }

  @Override
  public void write(byte[] bytes) {
    counters.sent(bytes.length);
    context().write(Unpooled.wrappedBuffer(bytes), context().voidPromise());
  }

  @Override
  public void flush() {
    context().flush();
  }

  @Override
  public boolean isWritable() {
    return !isClosing && context().channel().isWritable();
  }

  @Override
  public void close() {
    if (isClosing) {
      return;
    }
    isClosing = true;
    ChannelHandlerContext open = context();
    open.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> endOutput(open.channel()));
    Future<?> bound = open.executor().schedule(this::abort, CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    open.channel().closeFuture().addListener(gone -> bound.cancel(false));
  }

  @Override
  public void abort() {
    isClosing = true;
    context().close();
  }

  /** Sends the end behind all that was said, and keeps reading until the other side has ended. */
  private void endOutput(Channel channel) {
    if (isPlain && channel.isActive() && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      context().close();
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "Wire is not attached to a channel");
  }
}
