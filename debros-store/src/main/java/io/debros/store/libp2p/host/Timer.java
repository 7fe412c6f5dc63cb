package io.debros.store.libp2p.host;

/** Something that is to be done later. Host thread. */
@FunctionalInterface
public interface Timer {
  /** Forgets it. Nothing happens if it is done or forgotten. */
  void cancel();
}
