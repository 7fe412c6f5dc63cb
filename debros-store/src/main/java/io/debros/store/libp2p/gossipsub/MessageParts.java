package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.libp2p.peer.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came; nothing is checked yet, and null is what it does not have. Unknown fields
 * are left out.
 */
record MessageParts(
    byte @Nullable [] from,
    byte @Nullable [] data,
    byte @Nullable [] seqno,
    @Nullable String topic,
    byte @Nullable [] signature,
    byte @Nullable [] key) {
  static final int FROM = 1;
  static final int DATA = 2;
  static final int SEQNO = 3;
  static final int TOPIC = 4;
  static final int SIGNATURE = 5;
  static final int KEY = 6;
  private static final int MAX_SIGNATURE = 1024;
  private static final int MAX_FROM = 1024;

  static MessageParts read(ProtobufReader reader) {
    byte[] from = null;
    byte[] data = null;
    byte[] seqno = null;
    String topic = null;
    byte[] signature = null;
    byte[] key = null;
    while (reader.next()) {
      switch (reader.field()) {
        case FROM -> from = reader.bytes(MAX_FROM);
        case DATA -> data = reader.bytes(Integer.MAX_VALUE);
        case SEQNO -> seqno = reader.bytes(MAX_FROM);
        case TOPIC -> topic = reader.text(Integer.MAX_VALUE);
        case SIGNATURE -> signature = reader.bytes(MAX_SIGNATURE);
        case KEY -> key = reader.bytes(PublicKey.MAX_BYTES);
        default -> {}
      }
    }
    return new MessageParts(from, data, seqno, topic, signature, key);
  }
}
