package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.time.Duration;

/**
 * WebSocket, RFC 6455: each write is one binary message or several, and what comes is one stream of
 * bytes, wherever messages end. Any path is fine.
 *
 * @param handshakeTime how long the HTTP part may take
 */
record WebSocketLayer(Duration handshakeTime) implements Transport {
  /**
   * The longest frame that is taken. JavaScript puts what it has to say into one, in a private
   * network; that is about as much as the window of a stream.
   */
  static final int MAX_FRAME = 2 * 1024 * 1024;

  /** Only its path is sent: an URI cannot have every name that a host can have. */
  private static final String ROOT = "ws://host/";

  private static final int MAX_LINE = 2 * 1024;
  private static final int MAX_HEADERS = 8 * 1024;
  private static final int MAX_BODY = 8 * 1024;
  private static final long CLOSE_MILLIS = 500;

  @Override
  public void addTo(ChannelPipeline pipeline, Direction direction, Endpoint endpoint) {
    if (direction == Direction.OUTBOUND) {
      pipeline.addLast(
          new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_BODY),
          new HttpObjectAggregator(MAX_BODY),
          new WebSocketClientProtocolHandler(client(endpoint)));
    } else {
      pipeline.addLast(
          new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_BODY),
          new HttpObjectAggregator(MAX_BODY),
          new WebSocketServerProtocolHandler(server()));
    }
    pipeline.addLast(new WebSocketBytes());
  }

  private WebSocketClientProtocolConfig client(Endpoint endpoint) {
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(ROOT)
        .customHeaders(hostOf(endpoint))
        .version(WebSocketVersion.V13)
        .generateOriginHeader(false)
        .allowExtensions(false)
        .withUTF8Validator(false)
        .maxFramePayloadLength(MAX_FRAME)
        .handshakeTimeoutMillis(handshakeTime.toMillis())
        .forceCloseTimeoutMillis(CLOSE_MILLIS)
        .build();
  }

  private WebSocketServerProtocolConfig server() {
    WebSocketDecoderConfig frames =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(MAX_FRAME)
            .allowExtensions(false)
            .withUTF8Validator(false)
            .build();
    return WebSocketServerProtocolConfig.newBuilder()
        .websocketPath("/")
        .checkStartsWith(true)
        .decoderConfig(frames)
        .handshakeTimeoutMillis(handshakeTime.toMillis())
        .forceCloseTimeoutMillis(CLOSE_MILLIS)
        .build();
  }

  /** The Host header; a zone means nothing to the other side. */
  private static HttpHeaders hostOf(Endpoint endpoint) {
    String name = endpoint.serverName();
    String host = name.contains(":") ? "[" + name + "]" : name;
    return new DefaultHttpHeaders().set(HttpHeaderNames.HOST, host + ":" + endpoint.port());
  }
}
