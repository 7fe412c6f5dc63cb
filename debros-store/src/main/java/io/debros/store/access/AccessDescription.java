package io.debros.store.access;

import io.debros.store.block.Block;
import io.debros.store.manifest.Address;
import java.util.List;

/**
 * What the rules of a database consist of. Immutable.
 *
 * @param address of the rules, as manifests name it: {@code /ipfs/zdpu…}
 * @param blocks that a peer has to load to know the rules, in the order in which they should be
 *     sent; the manifests of {@code databases} are among them
 * @param databases whose entries are part of the rules; a copy of the database that is ruled by
 *     them has to hold these entries as well
 */
public record AccessDescription(String address, List<Block> blocks, List<Address> databases) {
  public AccessDescription {
    blocks = List.copyOf(blocks);
    databases = List.copyOf(databases);
  }
}
