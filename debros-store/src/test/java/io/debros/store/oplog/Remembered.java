package io.debros.store.oplog;

/** Looks at what logs remember; for tests of other packages. */
public final class Remembered {
  private Remembered() {}

  /** Signatures that this log, and those that share its verifiers, remember as right. */
  public static int signatures(Oplog log) {
    return log.options().verifiers().signatures().size();
  }
}
