package io.debros.store.libp2p.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A DNS server on loopback that knows TXT records of some names. Thread-safe. */
final class TestNameServer implements AutoCloseable {
  /** The names that were asked for, as they were asked. */
  final Queue<String> asked = new ConcurrentLinkedQueue<>();

  private final Map<String, List<String>> records = new ConcurrentHashMap<>();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  TestNameServer() {
    channel =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answers());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Where it is. */
  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Says {@code dnsaddr=} and each of these for a name. */
  TestNameServer name(String host, String... addresses) {
    return text(host, List.of(addresses).stream().map(each -> "dnsaddr=" + each).toList());
  }

  TestNameServer text(String host, List<String> texts) {
    records.put("_dnsaddr." + host + ".", texts);
    return this;
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Strings of at most 255 bytes, each behind its length. */
  private static ByteBuf content(String text) {
    ByteBuf content = Unpooled.buffer();
    ByteBuf rest = Unpooled.copiedBuffer(text, UTF_8);
    while (rest.isReadable()) {
      int length = Math.min(255, rest.readableBytes());
      content.writeByte(length).writeBytes(rest, length);
    }
    return content;
  }

  private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      asked.add(question.name());
      var answer = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
      answer.addRecord(DnsSection.QUESTION, question);
      List<String> texts = records.get(question.name());
      if (texts == null) {
        answer.setCode(DnsResponseCode.NXDOMAIN);
      } else {
        texts.forEach(
            text ->
                answer.addRecord(
                    DnsSection.ANSWER,
                    new DefaultDnsRawRecord(
                        question.name(), DnsRecordType.TXT, 60, content(text))));
      }
      context.writeAndFlush(answer);
    }
  }
}
