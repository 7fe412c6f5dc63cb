package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockStore;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreadableException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.StorageReader;
import org.jspecify.annotations.Nullable;

/** The blocks that a reader has; damage is reported and not thrown. Thread-safe. */
record Blocks(StorageReader reader, BlockStore store, Encryption encryption) {
  /** Null, and a finding, if the block is missing or damaged. */
  byte @Nullable [] find(Cid cid, String what, Findings findings) {
    byte[] bytes = reader.get(BlockStore.SPACE, cid.bytes());
    if (bytes == null) {
      findings.add(FindingKind.BLOCK_MISSING, at("Block is missing", cid, what), cid.toString());
      return null;
    }
    try {
      return store.verified(cid, bytes).bytes();
    } catch (BadBlockException damaged) {
      findings.add(
          FindingKind.BLOCK_DAMAGED,
          at("Block does not have the hash that it is named by", cid, what),
          cid.toString());
      return null;
    }
  }

  /** Null if the block is missing, damaged, encrypted, or no entry; nothing is reported. */
  @Nullable Entry findEntry(Cid hash) {
    byte[] bytes = reader.get(BlockStore.SPACE, hash.bytes());
    if (bytes == null) {
      return null;
    }
    try {
      return decode(store.verified(hash, bytes).bytes());
    } catch (BadBlockException | BadEntryException | UnreadableException noEntry) {
      return null;
    }
  }

  /**
   * The entry of a block.
   *
   * @throws BadEntryException if it is none
   * @throws UnreadableException if it is encrypted, and its key is not here
   */
  Entry decode(byte[] block) {
    return Entry.decode(block, encryption);
  }

  /** Null if the block is missing, damaged, or no manifest; nothing is reported. */
  @Nullable Manifest findManifest(Address address) {
    byte[] bytes = reader.get(BlockStore.SPACE, address.manifest().bytes());
    if (bytes == null) {
      return null;
    }
    try {
      return Manifest.decode(store.verified(address.manifest(), bytes).bytes());
    } catch (BadBlockException noManifest) {
      return null;
    }
  }

  private static Problem at(String sentence, Cid cid, String what) {
    return problem(sentence)
        .at("block", cid)
        .at("of", what)
        .advice("Repair with a source that has it: a peer, a CAR file, a backup");
  }
}
