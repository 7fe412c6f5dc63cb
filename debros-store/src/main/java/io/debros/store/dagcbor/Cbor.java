package io.debros.store.dagcbor;

/** Numbers of RFC 8949 that dag-cbor uses. */
final class Cbor {
  // major types
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int LIST = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  // additional information: smaller values are the argument itself
  static final int ONE_BYTE = 24;
  static final int TWO_BYTES = 25;
  static final int FOUR_BYTES = 26;
  static final int EIGHT_BYTES = 27;

  // simple values
  static final int FALSE = 20;
  static final int TRUE = 21;
  static final int NULL = 22;

  /** The only tag: a CID. */
  static final int LINK = 42;

  /** The largest encoding, a little less than the longest array of Java. */
  static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private Cbor() {}
}
