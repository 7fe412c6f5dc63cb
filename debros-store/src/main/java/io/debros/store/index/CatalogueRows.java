package io.debros.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import org.jspecify.annotations.Nullable;

/*
 * a ‖ address                          -> database      databases by address
 * b ‖ database                         -> address
 * c ‖ database                         -> live rows (8)
 * g ‖ index ‖ database                 ->               rows to remove; database 0: the whole index
 * h ‖ index ‖ database                 ->               a scan must not show these rows
 * m ‖ database ‖ index                 -> state (1)     what is built
 * n                                    -> next number
 * r ‖ index ‖ database                 ->               m the other way round
 * x ‖ D ‖ database ‖ name              -> index ‖ fingerprint
 * x ‖ G ‖ group, escaped ‖ name        -> index ‖ fingerprint
 * z ‖ database                         ->               a dropped database, its rows to remove
 */
/** Keys of the catalogue; numbers of databases and indexes have four bytes. */
final class CatalogueRows {
  static final Space CATALOGUE = new Space("catalogue");
  static final byte[] NEXT_NUMBER = new KeyWriter(1).tag('n').toBytes();

  private static final int LARGEST = Integer.MAX_VALUE / 2;

  private CatalogueRows() {}

  static byte[] numberOf(String address) {
    return new KeyWriter(64).tag('a').rest(address.getBytes(UTF_8)).toBytes();
  }

  static byte[] addressOf(int databaseId) {
    return pair('b', databaseId);
  }

  static byte[] count(int databaseId) {
    return pair('c', databaseId);
  }

  static byte[] garbage(int indexId, int databaseId) {
    return triple('g', indexId, databaseId);
  }

  static byte[] hidden(int indexId, int databaseId) {
    return triple('h', indexId, databaseId);
  }

  static byte[] member(int databaseId, int indexId) {
    return triple('m', databaseId, indexId);
  }

  static byte[] reverseMember(int indexId, int databaseId) {
    return triple('r', indexId, databaseId);
  }

  static byte[] dropped(int databaseId) {
    return pair('z', databaseId);
  }

  static byte[] slot(int databaseId, @Nullable String group, String name) {
    KeyWriter key = new KeyWriter(32).tag('x');
    KeyWriter scope = group == null ? key.tag('D').int32(databaseId) : key.tag('G').text(group);
    return scope.rest(name.getBytes(UTF_8)).toBytes();
  }

  /** All own indexes of a database. */
  static KeyRange slotsOf(int databaseId) {
    return KeyRange.prefix(new KeyWriter(6).tag('x').tag('D').int32(databaseId).toBytes());
  }

  /** All rows of a kind. */
  static KeyRange all(char kind) {
    return KeyRange.prefix(new KeyWriter(1).tag(kind).toBytes());
  }

  /** All rows of a kind that begin with a number. */
  static KeyRange all(char kind, int first) {
    return KeyRange.prefix(pair(kind, first));
  }

  static byte[] number(int number) {
    return new KeyWriter(Integer.BYTES).int32(number).toBytes();
  }

  /** The largest number that a row speaks of, be it damaged; 0 if none that makes sense. */
  static int largestNumber(byte[] key, byte[] value) {
    char kind = key.length == 0 ? ' ' : (char) key[0];
    return switch (kind) {
      case 'b', 'c', 'z' -> numberAt(key, 1);
      case 'g', 'h', 'm', 'r' -> Math.max(numberAt(key, 1), numberAt(key, 5));
      case 'a', 'x' -> numberAt(value, 0);
      case 'n' -> numberAt(value, 0) - 1;
      default -> 0;
    };
  }

  /** A number beyond all sense was damaged: going on after it would leave none. */
  private static int numberAt(byte[] bytes, int position) {
    int number = bytes.length < position + 4 ? 0 : new KeyReader(bytes).skip(position).int32();
    return number > LARGEST || number < 0 ? 0 : number;
  }

  private static byte[] pair(char kind, int number) {
    return new KeyWriter(5).tag(kind).int32(number).toBytes();
  }

  private static byte[] triple(char kind, int first, int second) {
    return new KeyWriter(9).tag(kind).int32(first).int32(second).toBytes();
  }
}
