package io.debros.store.manifest;

import io.debros.store.block.BlockStore;
import io.debros.store.storage.StorageBatch;
import org.jspecify.annotations.Nullable;

/** Manifests and fixed access lists among the blocks. Thread-safe. */
public final class ManifestStore {
  private final BlockStore blocks;

  public ManifestStore(BlockStore blocks) {
    this.blocks = blocks;
  }

  /** Adds a manifest to a batch and returns its address. */
  public Address put(StorageBatch batch, Manifest manifest) {
    blocks.put(batch, manifest.toBlock());
    return manifest.address();
  }

  /** Adds an access list to a batch and returns its address, for the manifest. */
  public String put(StorageBatch batch, IpfsAccessList list) {
    blocks.put(batch, list.toBlock());
    return list.address();
  }

  /**
   * The manifest of an address, or null if it is not here.
   *
   * @throws io.debros.store.error.BadBlockException if the block is no manifest
   */
  public @Nullable Manifest find(Address address) {
    byte[] block = blocks.find(address.manifest());
    return block == null ? null : Manifest.decode(block);
  }

  /**
   * The manifest of an address.
   *
   * @throws io.debros.store.error.MissingBlockException if it is not here
   * @throws io.debros.store.error.BadBlockException if the block is no manifest
   */
  public Manifest get(Address address) {
    return Manifest.decode(blocks.get(address.manifest()));
  }

  /**
   * The list that an access controller {@code /ipfs/zdpu…} names.
   *
   * @throws IllegalArgumentException if the controller is of another kind
   * @throws io.debros.store.error.MissingBlockException if it is not here
   * @throws io.debros.store.error.BadBlockException if the block is no such list
   */
  public IpfsAccessList getAccessList(String accessController) {
    return IpfsAccessList.decode(blocks.get(IpfsAccessList.parseAddress(accessController)));
  }
}
