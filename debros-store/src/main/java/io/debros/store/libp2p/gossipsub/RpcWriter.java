package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs subscriptions and control entries into as few RPCs as peers take: bounded in bytes and
 * entries, with one control message each, because JavaScript looks at the last one only. One thread
 * at a time.
 */
final class RpcWriter {
  /** Tags and lengths of an entry and of the control message around it. */
  private static final int OVERHEAD = 16;

  private final int maxBytes;
  private final List<byte[]> full = new ArrayList<>();
  private ProtobufWriter rpc = new ProtobufWriter();
  private ProtobufWriter control = new ProtobufWriter();
  private int bytes;
  private int entries;
  private boolean hasControl;

  RpcWriter(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The RPC around one message. */
  static byte[] message(byte[] message) {
    return new ProtobufWriter().bytes(Rpc.MESSAGES, message).toBytes();
  }

  void subscription(String topic, boolean isSubscribed) {
    byte[] entry = new ProtobufWriter().bool(1, isSubscribed).text(2, topic).toBytes();
    makeRoom(entry.length);
    rpc.bytes(Rpc.SUBSCRIPTIONS, entry);
  }

  void graft(String topic) {
    control(Rpc.GRAFT, new ProtobufWriter().text(1, topic));
  }

  void prune(String topic, long seconds) {
    control(Rpc.PRUNE, new ProtobufWriter().text(1, topic).uint64(3, seconds));
  }

  void offer(String topic, List<byte[]> ids) {
    ids(Rpc.IHAVE, topic, ids, Rpc.MAX_IDS);
  }

  void want(List<byte[]> ids) {
    ids(Rpc.IWANT, null, ids, Rpc.MAX_IDS);
  }

  void refuse(List<byte[]> ids) {
    ids(Rpc.IDONTWANT, null, ids, Rpc.MAX_UNWANTED);
  }

  /** The RPCs in order; nothing may be added afterwards. */
  List<byte[]> finish() {
    finishOne();
    return full;
  }

  /** As many entries as it takes; a list that fills one also ends its RPC. */
  private void ids(int kind, @Nullable String topic, List<byte[]> ids, int most) {
    int next = 0;
    while (next < ids.size()) {
      ProtobufWriter entry = new ProtobufWriter();
      int size = OVERHEAD;
      if (topic != null) {
        entry.text(1, topic);
        size += 4 * topic.length();
      }
      int first = next;
      do {
        entry.bytes(topic == null ? 1 : 2, ids.get(next));
        size += ids.get(next).length + 4;
        next++;
      } while (next < ids.size()
          && next - first < most
          && size + ids.get(next).length + OVERHEAD < maxBytes);
      control(kind, entry);
      if (next < ids.size()) {
        finishOne();
      }
    }
  }

  private void control(int kind, ProtobufWriter entry) {
    byte[] encoded = entry.toBytes();
    makeRoom(encoded.length);
    control.bytes(kind, encoded);
    hasControl = true;
  }

  private void makeRoom(int length) {
    if (entries == Rpc.MAX_ENTRIES || bytes + length + OVERHEAD > maxBytes) {
      finishOne();
    }
    bytes += length + OVERHEAD;
    entries++;
  }

  private void finishOne() {
    if (entries == 0) {
      return;
    }
    if (hasControl) {
      rpc.message(Rpc.CONTROL, control);
    }
    full.add(rpc.toBytes());
    rpc = new ProtobufWriter();
    control = new ProtobufWriter();
    bytes = 0;
    entries = 0;
    hasControl = false;
  }
}
