package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Opens or takes a stream, sends what it is given, and gathers what comes. Made and asked anywhere,
 * works on the host thread.
 */
final class TestStream implements StreamOpener, StreamHandler {
  /** The stream, or a failure that says why there is none. */
  final CompletableFuture<HostStream> opened = new CompletableFuture<>();

  /** All that came until the peer ended its side. */
  final CompletableFuture<byte[]> received = new CompletableFuture<>();

  /** Why it was closed; empty if both sides have ended. */
  final CompletableFuture<Optional<Problem>> closed = new CompletableFuture<>();

  /** Why there is no stream; empty if the peer does not speak the protocol. */
  final CompletableFuture<Optional<Problem>> failed = new CompletableFuture<>();

  /** Bytes that the stream has taken. */
  final AtomicLong taken = new AtomicLong();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable HostStream stream;
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private boolean isEnding;
  private boolean isHolding;

  /** Takes every stream, with a handler that gathers. */
  static StreamAcceptor taker() {
    return stream -> new TestStream().take(stream);
  }

  /** Takes a stream of the peer. */
  TestStream take(HostStream given) {
    stream = given;
    opened.complete(given);
    return this;
  }

  /** Reads nothing from now on. */
  TestStream hold() {
    isHolding = true;
    return this;
  }

  /** Reads again; on the host thread. */
  void release() {
    isHolding = false;
    readable();
  }

  /** Sends as fast as the stream takes it, and then ends; on the host thread. */
  void sendAndEnd(byte[] data) {
    send(data);
    isEnding = true;
    writable();
  }

  void send(byte[] data) {
    rest = ByteBuffer.wrap(data);
    writable();
  }

  void end() {
    present().closeWrite();
  }

  @Override
  public StreamHandler opened(HostStream given) {
    return take(given);
  }

  @Override
  public void failed(@Nullable Problem why) {
    failed.complete(Optional.ofNullable(why));
    opened.completeExceptionally(new AssertionError("No stream: " + why));
  }

  @Override
  public void readable() {
    if (isHolding) {
      return;
    }
    bytes.writeBytes(present().read());
    if (present().isEnded()) {
      received.complete(bytes.toByteArray());
    }
  }

  @Override
  public void writable() {
    if (rest.hasRemaining()) {
      taken.addAndGet(present().write(rest));
    }
    if (!rest.hasRemaining() && isEnding) {
      end();
    }
  }

  @Override
  public void closed(@Nullable Problem why) {
    if (closed.isDone()) {
      throw new AssertionError("Closed twice");
    }
    closed.complete(Optional.ofNullable(why));
    received.completeExceptionally(new AssertionError("Closed: " + why));
  }

  private HostStream present() {
    if (stream == null) {
      throw new AssertionError("There is no stream");
    }
    return stream;
  }
}
