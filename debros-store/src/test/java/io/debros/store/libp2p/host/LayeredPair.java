package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Both ends of a connection with their layers, and what comes out above them; no sockets. */
final class LayeredPair implements AutoCloseable {
  final End dialer;
  final End listener;

  LayeredPair(List<Transport> dialer, List<Transport> listener, Endpoint endpoint) {
    this.listener = new End(listener, Direction.INBOUND, endpoint);
    this.dialer = new End(dialer, Direction.OUTBOUND, endpoint);
  }

  /** Carries bytes to and fro, cut anywhere, until there are none. */
  void run(RandomGenerator random) {
    while (carry(dialer, listener, random) | carry(listener, dialer, random)) {}
  }

  private static boolean carry(End from, End to, RandomGenerator random) {
    ByteBuf wire = Unpooled.wrappedBuffer(from.sent());
    boolean isSomething = wire.isReadable();
    while (wire.isReadable()) {
      int count = Math.min(wire.readableBytes(), 1 + random.nextInt(20_000));
      to.receive(ByteBufUtil.getBytes(wire.readBytes(count)));
    }
    return isSomething;
  }

  @Override
  public void close() {
    dialer.channel.finishAndReleaseAll();
    listener.channel.finishAndReleaseAll();
  }

  static final class End extends ChannelInboundHandlerAdapter {
    final EmbeddedChannel channel;
    final List<Throwable> errors = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    int actives;

    End(List<Transport> layers, Direction direction, Endpoint endpoint) {
      End above = this;
      channel =
          new EmbeddedChannel(
              false,
              false,
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel fresh) {
                  layers.forEach(layer -> layer.addTo(fresh.pipeline(), direction, endpoint));
                  fresh.pipeline().addLast(above);
                }
              });
      try {
        channel.register();
      } catch (Exception e) {
        throw new AssertionError("Channel cannot be made", e);
      }
    }

    /** Says something from above. */
    void say(byte[] bytes) {
      channel.writeOutbound(Unpooled.copiedBuffer(bytes));
    }

    /** What has come out above. */
    byte[] heard() {
      byte[] bytes = received.toByteArray();
      received.reset();
      return bytes;
    }

    /** Bytes come from the wire. */
    void receive(byte[] bytes) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        channel.runPendingTasks();
      }
    }

    /** Bytes that are to go to the wire. */
    byte[] sent() {
      channel.runPendingTasks();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
        bytes.writeBytes(ByteBufUtil.getBytes(next));
        next.release();
      }
      return bytes.toByteArray();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      actives++;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      received.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      errors.add(cause);
      context.close();
    }
  }
}
