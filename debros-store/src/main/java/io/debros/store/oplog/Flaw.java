package io.debros.store.oplog;

/**
 * Something wrong with an entry itself.
 *
 * @param detail what was found; may be empty
 */
record Flaw(RefusalReason reason, String detail) {
  static Flaw of(RefusalReason reason) {
    return new Flaw(reason, "");
  }

  static Flaw of(RefusalReason reason, String detail) {
    return new Flaw(reason, detail);
  }
}
