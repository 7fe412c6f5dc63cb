package io.debros.jpa.document;

/** Which end of a range is read first. */
public enum ScanOrder {
  ASCENDING,
  DESCENDING
}
