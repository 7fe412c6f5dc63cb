package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import org.jspecify.annotations.Nullable;

/** {@code PublicKey} and {@code PrivateKey} messages: a type and bytes, both always written. */
record KeyMessage(KeyType type, byte[] data) {
  private static final int TYPE = 1;
  private static final int DATA = 2;
  private static final int MAX_DATA = 16 * 1024;

  static byte[] encode(KeyType type, byte[] data) {
    return new ProtobufWriter().uint64(TYPE, type.number()).bytes(DATA, data).toBytes();
  }

  static KeyMessage decode(String name, byte[] message) {
    @Nullable KeyType type = null;
    byte @Nullable [] data = null;
    ProtobufReader reader = ProtobufReader.of(name, message);
    while (reader.next()) {
      switch (reader.field()) {
        case TYPE -> type = KeyType.of(reader.uint64());
        case DATA -> data = reader.bytes(MAX_DATA);
        default -> {}
      }
    }
    if (type == null || data == null) {
      throw new BadPeerException(
          problem("Message of a key has no type or no key").at("message", name), Fault.MALFORMED);
    }
    return new KeyMessage(type, data);
  }
}
