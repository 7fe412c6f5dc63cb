package io.debros.store.care;

import io.debros.store.block.BlockSource;

/**
 * How to repair. Immutable.
 *
 * @param source of blocks that are missing or damaged here: a peer, a CAR file, a backup; what it
 *     gives is checked. None by default
 * @param hopeless what to do with what cannot be made good; left where it is by default
 * @param verify how to look for damage, before and after
 */
public record RepairOptions(BlockSource source, Hopeless hopeless, VerifyOptions verify) {
  /** What becomes of damage that nothing helps against. */
  public enum Hopeless {
    /** Left as it is, and reported. */
    LEAVE,
    /**
     * Put aside: a log keeps the largest set of entries that are whole and have all their
     * ancestors; the bytes of all others are kept in the directory, but nobody sees them any more.
     * They come back if they are joined again and their ancestors are whole. The same is done with
     * single rows that make no sense; notes that were lost are taken for never written.
     */
    QUARANTINE
  }

  /** No source, and nothing is put aside. */
  public static RepairOptions defaults() {
    return new RepairOptions(BlockSource.NONE, Hopeless.LEAVE, VerifyOptions.defaults());
  }

  /** These options with a source. */
  public RepairOptions withSource(BlockSource from) {
    return new RepairOptions(from, hopeless, verify);
  }

  /** These options with another way to treat what is hopeless. */
  public RepairOptions withHopeless(Hopeless treatment) {
    return new RepairOptions(source, treatment, verify);
  }

  /** These options with another way to look for damage. */
  public RepairOptions withVerify(VerifyOptions options) {
    return new RepairOptions(source, hopeless, options);
  }

  boolean quarantines() {
    return hopeless == Hopeless.QUARANTINE;
  }
}
