package io.debros.store.care;

/** What {@link NodeCare#verify} finds, and what helps against it. */
public enum FindingKind {
  /** A block that something needs is not here. */
  BLOCK_MISSING(Remedy.FETCH),
  /** The bytes of a block do not have the hash that names it. */
  BLOCK_DAMAGED(Remedy.FETCH),
  /** A block is no entry of this log: form, log, clock, key, identity or signature is wrong. */
  ENTRY_INVALID(Remedy.QUARANTINE),
  /** Entries name an entry that the index of the log lacks. */
  LINK_MISSING(Remedy.FETCH),
  /** A row of the index of a log is damaged. */
  LOG_INDEX_WRONG(Remedy.REBUILD),
  /** The stored heads are not the entries that no other points to. */
  HEADS_WRONG(Remedy.REBUILD),
  /** The index is not made, or not made from the present heads: the next open makes it. */
  INDEX_OUTDATED(Remedy.REBUILD),
  /** The winning entries by key are not those of the log. */
  KEY_INDEX_WRONG(Remedy.REBUILD),
  /** The order of the keys is not that of their entries. */
  ORDER_INDEX_WRONG(Remedy.REBUILD),
  /** The rows of a field index are not those of the documents. */
  FIELD_INDEX_WRONG(Remedy.REBUILD),
  /** The number of documents is not how many there are. */
  COUNT_WRONG(Remedy.REBUILD),
  /** The catalogue of the indexes contradicts itself. */
  CATALOGUE_WRONG(Remedy.REBUILD),
  /** Manifest or access list of a database is missing or damaged. */
  DESCRIPTION_MISSING(Remedy.FETCH),
  /** The record of a database is damaged or missing. */
  RECORD_WRONG(Remedy.REBUILD),
  /** A record names no database, or one of which nothing is here, neither manifest nor entries. */
  RECORD_UNKNOWN(Remedy.QUARANTINE),
  /** There are entries or heads of a log that belongs to no database which the node knows. */
  LOG_UNKNOWN(Remedy.NONE),
  /** The row that names the format of the data is damaged or missing: the next open makes it. */
  FORMAT_WRONG(Remedy.REBUILD),
  /** Notes of the application were changed, lost or added; they cannot be derived. */
  NOTES_WRONG(Remedy.NONE);

  private final Remedy remedy;

  FindingKind(Remedy remedy) {
    this.remedy = remedy;
  }

  /** What helps. */
  public Remedy remedy() {
    return remedy;
  }

  /** What helps against damage. */
  public enum Remedy {
    /** {@link NodeCare#repair} makes it anew from what is here. */
    REBUILD,
    /** Repair gets it from a source: a peer, a CAR file, a backup. */
    FETCH,
    /** If it cannot be had whole from a source, repair can cut it off, when it is asked to. */
    QUARANTINE,
    /** Only restoring a backup. */
    NONE
  }
}
