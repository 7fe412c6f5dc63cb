package io.debros.store.backup;

/**
 * What a backup holds besides the data. Immutable.
 *
 * @param keys whether the private keys are in it
 */
public record BackupOptions(Keys keys) {
  /** Whether private keys are in a backup. */
  public enum Keys {
    /**
     * The files of the key store as they are. A node that is restored writes with the same
     * identity, and so can everybody who has the backup: guard it as you guard the keys.
     */
    INCLUDED,
    /** No keys. A node that is restored reads everything, and writes with a new identity. */
    LEFT_OUT
  }

  /** A backup with the keys. */
  public static BackupOptions withKeys() {
    return new BackupOptions(Keys.INCLUDED);
  }

  /** A backup without the keys. */
  public static BackupOptions withoutKeys() {
    return new BackupOptions(Keys.LEFT_OUT);
  }
}
