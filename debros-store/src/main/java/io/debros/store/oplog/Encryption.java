package io.debros.store.oplog;

import org.jspecify.annotations.Nullable;

/**
 * What of a log is encrypted. With both hooks, data comes first. Not part of a database's address:
 * everybody has to know it. Entries that are not encrypted are read all the same. Immutable.
 *
 * @param data encrypts payloads: whoever lacks it verifies and replicates entries and reads no
 *     value; null for none
 * @param replication encrypts whole signed entries: whoever lacks it cannot follow the log at all;
 *     null for none
 */
public record Encryption(@Nullable EntryCipher data, @Nullable EntryCipher replication) {
  /** Nothing is encrypted. */
  public static final Encryption NONE = new Encryption(null, null);

  /** Payloads are encrypted. */
  public static Encryption ofData(EntryCipher cipher) {
    return new Encryption(cipher, null);
  }

  /** Whole entries are encrypted. */
  public static Encryption ofReplication(EntryCipher cipher) {
    return new Encryption(null, cipher);
  }

  /** This encryption, and payloads with a cipher. */
  public Encryption withData(EntryCipher cipher) {
    return new Encryption(cipher, replication);
  }

  /** This encryption, and whole entries with a cipher. */
  public Encryption withReplication(EntryCipher cipher) {
    return new Encryption(data, cipher);
  }
}
