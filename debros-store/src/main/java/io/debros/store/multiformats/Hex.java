package io.debros.store.multiformats;

import java.util.HexFormat;

/** Bytes as lower-case hex for messages. */
final class Hex {
  private static final int MAX_BYTES = 48;

  private Hex() {}

  /** All bytes, or the first ones and how many there are. */
  static String shortened(byte[] bytes) {
    return bytes.length <= MAX_BYTES
        ? HexFormat.of().formatHex(bytes)
        : HexFormat.of().formatHex(bytes, 0, MAX_BYTES) + "… (" + bytes.length + " bytes)";
  }
}
