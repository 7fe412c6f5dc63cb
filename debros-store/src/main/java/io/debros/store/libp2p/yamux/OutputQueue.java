package io.debros.store.libp2p.yamux;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait to be sent: those that keep the connection running before those of streams, each
 * kind in order. One thread at a time.
 */
final class OutputQueue {
  private final Deque<byte[]> control = new ArrayDeque<>();
  private final Deque<Queued> data = new ArrayDeque<>();
  private int controlBytes;
  private int dataBytes;

  void addControl(byte[] frame) {
    control.add(frame);
    controlBytes += frame.length;
  }

  /** Frames of a stream, in the order that it said them; of no stream, behind all others. */
  void addData(@Nullable YamuxStream stream, byte[] frame) {
    data.add(new Queued(stream, frame));
    dataBytes += frame.length;
  }

  int controlBytes() {
    return controlBytes;
  }

  int dataBytes() {
    return dataBytes;
  }

  /** Forgets what a stream had to say. */
  void discard(YamuxStream stream) {
    for (Iterator<Queued> rest = data.iterator(); rest.hasNext(); ) {
      Queued queued = rest.next();
      if (queued.stream == stream) {
        dataBytes -= queued.frame.length;
        rest.remove();
      }
    }
  }

  void clear() {
    control.clear();
    data.clear();
    controlBytes = 0;
    dataBytes = 0;
  }

  /** The next frames, together at most so long, but at least one; null if there is none. */
  byte @Nullable [] poll(int longest) {
    byte[] first = next();
    if (first == null) {
      return null;
    }
    int more = following();
    if (more == 0 || first.length + more > longest) {
      return first;
    }
    ByteArrayOutputStream frames = new ByteArrayOutputStream(first.length + more);
    frames.writeBytes(first);
    while (more > 0 && frames.size() + more <= longest) {
      byte[] frame = next();
      if (frame != null) {
        frames.writeBytes(frame);
      }
      more = following();
    }
    return frames.toByteArray();
  }

  private byte @Nullable [] next() {
    byte[] frame = control.poll();
    if (frame != null) {
      controlBytes -= frame.length;
      return frame;
    }
    Queued queued = data.poll();
    if (queued == null) {
      return null;
    }
    dataBytes -= queued.frame.length;
    return queued.frame;
  }

  /** Length of the next frame; 0 if there is none. */
  private int following() {
    if (!control.isEmpty()) {
      return control.element().length;
    }
    return data.isEmpty() ? 0 : data.element().frame.length;
  }

  private record Queued(@Nullable YamuxStream stream, byte[] frame) {}
}
