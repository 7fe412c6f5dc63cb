package io.debros.store.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad line before a port of this machine: what comes in goes out later, no faster than the rate,
 * and a lost packet holds up what is behind it until it is sent again, as TCP does.
 */
public final class SlowLink implements AutoCloseable {
  private static final int PACKET = 1460;
  private static final int MOST_WAITING = 64; // packets on the line and in its buffer

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final long delayNanos;
  private final double loss;
  private final double bytesPerNano;
  private final Random random;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicLong carried = new AtomicLong();

  /**
   * @param port where the other end is
   * @param delayMillis one way
   * @param loss how many of 1 packets are lost
   * @param bitsPerSecond in each direction
   */
  public SlowLink(int port, long delayMillis, double loss, long bitsPerSecond, long seed) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.delayNanos = delayMillis * 1_000_000;
    this.loss = loss;
    this.bytesPerNano = bitsPerSecond / 8e9;
    this.random = new Random(seed);
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  /** Where to connect to. */
  public int port() {
    return server.getLocalPort();
  }

  /** Bytes that went over it, in both directions. */
  public long carried() {
    return carried.get();
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      Socket near = server.accept();
      Socket far = new Socket();
      sockets.addAll(List.of(near, far));
      far.connect(target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      carry(near, far);
      carry(far, near);
    }
  }

  private void carry(Socket from, Socket to) {
    BlockingQueue<Packet> line = new LinkedBlockingQueue<>(MOST_WAITING);
    start("in", () -> take(from.getInputStream(), line));
    start("out", () -> give(line, to));
  }

  private void take(InputStream input, BlockingQueue<Packet> line) throws IOException {
    byte[] buffer = new byte[PACKET];
    long free = System.nanoTime();
    long arrival = free;
    for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
      free = Math.max(free, System.nanoTime()) + (long) (length / bytesPerNano);
      arrival = Math.max(arrival, free + delayNanos + penalty());
      put(line, new Packet(Arrays.copyOf(buffer, length), arrival));
    }
    put(line, new Packet(new byte[0], arrival));
  }

  private void give(BlockingQueue<Packet> line, Socket to) throws IOException {
    OutputStream output = to.getOutputStream();
    for (Packet packet = next(line); packet.bytes.length > 0; packet = next(line)) {
      for (long wait = packet.arrival - System.nanoTime(); wait > 0; ) {
        LockSupport.parkNanos(wait);
        wait = packet.arrival - System.nanoTime();
      }
      output.write(packet.bytes);
      carried.addAndGet(packet.bytes.length);
    }
    to.shutdownOutput();
  }

  private synchronized long penalty() {
    return random.nextDouble() < loss ? 2 * delayNanos + 50_000_000 : 0;
  }

  private static void put(BlockingQueue<Packet> line, Packet packet) throws IOException {
    try {
      line.put(packet);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Packet next(BlockingQueue<Packet> line) throws IOException {
    try {
      return line.take();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void start(String name, Carrier carrier) {
    Thread thread =
        new Thread(
            () -> {
              try {
                carrier.run();
              } catch (IOException closed) {
                sockets.forEach(SlowLink::close); // one end is gone, so the other is
              }
            },
            "slow-link-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(SlowLink::close);
  }

  private record Packet(byte[] bytes, long arrival) {}

  /** Moves bytes until there are no more. */
  private interface Carrier {
    void run() throws IOException;
  }
}
