package io.debros.store.bitswap;

import io.debros.store.bitswap.BitswapAction.Send;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is to be done, and how many bytes have not left. One thread at a time. */
final class Outbox {
  /** Our wants may still be sent when no more blocks are: a peer that waits for us can serve us. */
  private static final int ROOM_FOR_WANTS = 256 << 10;

  private final BitswapLimits limits;
  private final Deque<BitswapAction> actions = new ArrayDeque<>();
  private long queuedBytes;

  Outbox(BitswapLimits limits) {
    this.limits = limits;
  }

  void add(BitswapAction action) {
    actions.add(action);
  }

  void send(Peer peer, BitswapMessage message) {
    byte[] bytes = message.encode();
    peer.queuedBytes += bytes.length;
    queuedBytes += bytes.length;
    actions.add(new Send(peer.id, bytes));
  }

  void sent(Peer peer, int bytes) {
    long counted = Math.min(peer.queuedBytes, Math.max(0, bytes));
    peer.queuedBytes -= counted;
    queuedBytes -= counted;
  }

  /** Sends nothing more to a peer. */
  void forget(Peer peer) {
    queuedBytes -= peer.queuedBytes;
    peer.queuedBytes = 0;
    actions.removeIf(action -> action instanceof Send send && send.peer().equals(peer.id));
  }

  boolean hasRoomForWants(Peer peer) {
    return peer.queuedBytes < limits.maxQueuedBytes() + ROOM_FOR_WANTS;
  }

  boolean hasRoomForBlocks(Peer peer) {
    return peer.queuedBytes < limits.maxQueuedBytes();
  }

  /** Whether the peers together have not too much queued. */
  boolean hasRoom() {
    return queuedBytes < limits.maxQueuedBytesAll();
  }

  long queuedBytes() {
    return queuedBytes;
  }

  @Nullable BitswapAction poll() {
    return actions.poll();
  }
}
