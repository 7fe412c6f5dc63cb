package io.debros.store.transfer;

import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.util.List;

/**
 * An import of a CAR file that did not come to its end. Immutable.
 *
 * @param database that the file holds
 * @param roots of the file
 * @param offset bytes from the beginning of the file that need not be sent again
 * @param blocks that are here
 * @param complete whether all of the file is here, so that the rest of it may be empty
 */
public record PendingImport(
    Address database, List<Cid> roots, long offset, long blocks, boolean complete) {
  public PendingImport {
    roots = List.copyOf(roots);
  }

  static PendingImport of(ImportState state) {
    return new PendingImport(
        state.address(),
        state.roots(),
        state.offset(),
        state.blocks(),
        state.phase() != ImportState.Phase.RECEIVING);
  }
}
