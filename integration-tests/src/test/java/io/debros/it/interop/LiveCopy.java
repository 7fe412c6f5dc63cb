package io.debros.it.interop;

import io.debros.it.javascript.LogState;
import java.util.List;

/** A database that a peer of either kind has open. Values are texts. */
interface LiveCopy {
  String address();

  /** Puts a value or a document, or adds an event: then the key is unused. */
  void put(String key, String text);

  /** Puts so many values, each under a key of its own that begins with a name. */
  void putMany(int count, String name);

  void delete(String key);

  /** Lets an identity write; only with {@code orbitdb} access. */
  void grant(String identity);

  /** Takes back what was granted. */
  void revoke(String identity);

  /** Waits until an identity may write. */
  void awaitWriter(String identity);

  /** Waits until an identity may not write any more. */
  void awaitStranger(String identity);

  /** Waits until heads were exchanged with some peer that is connected, and with all that began. */
  void awaitExchanged();

  /** Waits until the log has so many entries. */
  void awaitCount(int entries);

  LogState state();

  /** All rows, oldest first: hash of the entry, key, and text. */
  List<String> rows();
}
