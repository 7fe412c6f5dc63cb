package io.debros.store.libp2p.peer;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apiguardian.api.API;

/**
 * Writes a protobuf message field by field, in the order and with the defaults that it is told to:
 * signatures and ids are made over these bytes. One thread at a time.
 */
@API(status = INTERNAL)
public final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A number from 0 to 2^63-1, or an enum. */
  public ProtobufWriter uint64(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  /** True or false. */
  public ProtobufWriter bool(int field, boolean value) {
    return uint64(field, value ? 1 : 0);
  }

  /** Bytes, also if they are empty. */
  public ProtobufWriter bytes(int field, byte[] value) {
    varint((long) field << 3 | BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Text in UTF-8, also if it is empty. */
  public ProtobufWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message inside this one. */
  public ProtobufWriter message(int field, ProtobufWriter value) {
    return bytes(field, value.toBytes());
  }

  /** The message so far; a new array. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    out.writeBytes(Varint.of(value).bytes());
  }
}
