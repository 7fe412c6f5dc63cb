package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.PeerId;
import java.util.HashMap;
import java.util.Map;

/** A message that peers may ask for, ready to be sent. One thread at a time. */
final class CachedMessage {
  /** What an entry takes beside its RPC, about. */
  private static final int OVERHEAD = 500;

  private final String topic;
  private final byte[] rpc;
  private final byte[] javaScriptId;
  private final byte[] goId;
  private final long window;
  private final Map<PeerId, Integer> answers = new HashMap<>();

  CachedMessage(SignedMessage message, byte[] rpc, long window) {
    this.topic = message.topic();
    this.rpc = rpc;
    this.javaScriptId = message.id(IdForm.JAVASCRIPT);
    this.goId = message.id(IdForm.GO);
    this.window = window;
  }

  String topic() {
    return topic;
  }

  byte[] rpc() {
    return rpc;
  }

  byte[] id(IdForm form) {
    return form == IdForm.GO ? goId : javaScriptId;
  }

  /** The heartbeat before which it came. */
  long window() {
    return window;
  }

  int memory() {
    return rpc.length + OVERHEAD;
  }

  /** Counts an answer to this peer; false if it had as many as it may have. */
  boolean answer(PeerId peer, int most) {
    int count = answers.merge(peer, 1, Integer::sum);
    return count <= most;
  }
}
