package io.debros.store.care;

import io.debros.store.DebrosNode;
import io.debros.store.database.DatabaseContext;
import io.debros.store.transfer.TransferNode;

/** What tests of the packages below see of a node. */
public final class CareInside {
  private CareInside() {}

  /** What the databases of a node share. */
  public static DatabaseContext context(DebrosNode node) {
    return node.care().node().context();
  }

  /** A node, as those see it who carry databases in and out. */
  public static TransferNode transfer(DebrosNode node) {
    return node.care().transfer();
  }
}
