package io.debros.store.block;

/** What reader and writer of CAR files agree on. */
final class Car {
  static final int VERSION = 1;
  static final String VERSION_FIELD = "version";
  static final String ROOTS_FIELD = "roots";

  private Car() {}
}
