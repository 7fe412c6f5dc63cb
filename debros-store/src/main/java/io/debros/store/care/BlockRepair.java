package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.care.RepairAction.Kind;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.UnreadableException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repairs stored blocks whose bytes do not have the hash that names them: fetched anew, given the
 * name that they have, removed if that is there already, or put aside. One thread.
 */
final class BlockRepair {
  private final Storage storage;
  private final BlockStore blocks;
  private final Identities identities;
  private final BlockFetch fetch;
  private final Set<Cid> wanted;
  private final Actions actions;
  private final Cancellable progress;
  private final boolean quarantines;

  /**
   * @param wanted blocks that are known to be needed, besides entries and identities
   */
  BlockRepair(
      Scope scope, BlockFetch fetch, Set<Cid> wanted, Actions actions, boolean quarantines) {
    this.storage = scope.node().context().storage();
    this.blocks = scope.node().context().blocks();
    this.identities = scope.identities();
    this.fetch = fetch;
    this.wanted = wanted;
    this.actions = actions;
    this.progress = scope.progress();
    this.quarantines = quarantines;
  }

  void run() {
    progress.begin("repair blocks", null, 0);
    try (StorageSnapshot before = storage.snapshot();
        StorageCursor rows = before.scan(BlockStore.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        byte[] key = rows.key();
        byte[] bytes = rows.value();
        Cid name = find(key);
        if (name == null || !isTrue(name, bytes)) {
          repair(key, name, bytes);
        }
        progress.done(1);
      }
    }
    progress.end();
  }

  private void repair(byte[] key, @Nullable Cid name, byte[] bytes) {
    rename(bytes);
    if (name != null && fetch.ensure(name)) {
      return;
    }
    StorageBatch batch = new StorageBatch();
    if (blocks.has(Cid.ofDagCbor(bytes))) {
      batch.delete(BlockStore.SPACE, key);
      act(Kind.REMOVED, "Block under a wrong name was removed; it is there under its own", key);
    } else if (quarantines) {
      Quarantine.move(batch, BlockStore.SPACE, key, bytes);
      act(Kind.QUARANTINED, "Damaged block was put aside", key);
    }
    storage.write(batch);
  }

  /** Bytes that prove what they are get the name that they have. */
  private void rename(byte[] bytes) {
    Cid right = Cid.ofDagCbor(bytes);
    if (!blocks.has(right) && isProven(right, bytes)) {
      StorageBatch batch = new StorageBatch();
      blocks.put(batch, new Block(right, bytes));
      storage.write(batch);
      actions.add(Kind.REBUILT, problem("Block was given the name that it has").at("block", right));
    }
  }

  private boolean isProven(Cid right, byte[] bytes) {
    return wanted.contains(right) || isEntry(bytes) || isIdentity(bytes);
  }

  private boolean isEntry(byte[] bytes) {
    try {
      return Entry.decode(bytes).verify(identities);
    } catch (BadEntryException | UnreadableException other) {
      return false;
    }
  }

  private boolean isIdentity(byte[] bytes) {
    try {
      Identity identity = Identity.decode(bytes);
      return identities.supports(identity.type()) && identities.verify(identity);
    } catch (BadBlockException other) {
      return false;
    }
  }

  private boolean isTrue(Cid name, byte[] bytes) {
    try {
      blocks.verified(name, bytes);
      return true;
    } catch (BadBlockException damaged) {
      return false;
    }
  }

  private static @Nullable Cid find(byte[] key) {
    try {
      return Cid.decode(key);
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  private void act(Kind kind, String sentence, byte[] key) {
    actions.add(kind, problem(sentence).at("row", HexFormat.of().formatHex(key)));
  }
}
