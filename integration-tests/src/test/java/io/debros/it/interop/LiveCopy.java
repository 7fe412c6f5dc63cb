package io.debros.it.interop;

import io.debros.it.javascript.LogState;
import java.util.List;

/** A database that a peer of either kind has open. Values are texts. */
interface LiveCopy {
  String address();

  /** Puts a value or a document, or adds an event: then the key is unused. */
  void put(String key, String text);

  void delete(String key);

  /** Lets an identity write; only with {@code orbitdb} access. */
  void grant(String identity);

  /** Waits until an identity may write. */
  void awaitWriter(String identity);

  /** Waits until heads were exchanged with some peer that is connected, and with all that began. */
  void awaitExchanged();

  LogState state();

  /** All rows, oldest first: hash of the entry, key, and text. */
  List<String> rows();
}
