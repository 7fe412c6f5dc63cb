package io.debros.store.transfer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.Arrays;
import java.util.List;

/**
 * How far the import of a CAR file is. Immutable.
 *
 * @param roots of the file, which tell it from others: manifest, then heads
 * @param phase that it is in
 * @param offset bytes of the file that need not be read again
 * @param blocks that were received
 * @param entries among them
 */
record ImportState(List<Cid> roots, Phase phase, long offset, long blocks, long entries) {
  private static final int ID_BYTES = 16;
  private static final int HASH_HEAD = 2;

  /** What an import does, in this order. */
  enum Phase {
    /** Blocks are read from the file. */
    RECEIVING,
    /** All blocks are here; the entries are checked. */
    CHECKING,
    /** Everything was checked; from here on the import will happen, whatever comes between. */
    JOINING
  }

  static ImportState begin(List<Cid> roots, long offset) {
    return new ImportState(List.copyOf(roots), Phase.RECEIVING, offset, 0, 0);
  }

  Address address() {
    return new Address(roots.get(0));
  }

  ImportState with(Phase next) {
    return new ImportState(roots, next, offset, blocks, entries);
  }

  ImportState received(long newOffset, int newBlocks, int newEntries) {
    return new ImportState(roots, phase, newOffset, blocks + newBlocks, entries + newEntries);
  }

  /** Of files with the same roots; they hold the same database in the same state. */
  static byte[] id(List<Cid> roots) {
    byte[] hash = Multihash.sha256(DagCbor.encode(links(roots))).bytes();
    return Arrays.copyOfRange(hash, HASH_HEAD, HASH_HEAD + ID_BYTES);
  }

  byte[] encode() {
    return DagCbor.encode(
        CborMap.builder()
            .put("roots", links(roots))
            .put("phase", phase.name())
            .put("offset", offset)
            .put("blocks", blocks)
            .put("entries", entries)
            .build());
  }

  static ImportState decode(byte[] row) {
    CborMap map = (CborMap) DagCbor.decode(row);
    if (!(map.find("roots") instanceof CborList roots)
        || !(map.find("phase") instanceof CborValue.CborText phase)) {
      throw damaged();
    }
    return new ImportState(
        roots.values().stream().map(root -> ((CborLink) root).cid()).toList(),
        Phase.valueOf(phase.value()),
        number(map, "offset"),
        number(map, "blocks"),
        number(map, "entries"));
  }

  private static long number(CborMap map, String field) {
    if (map.find(field) instanceof CborInt number) {
      return number.value();
    }
    throw damaged();
  }

  private static StorageException damaged() {
    return new StorageException(
        problem("Record of an unfinished import is damaged")
            .advice("Restore the directory from a backup"));
  }

  private static CborList links(List<Cid> roots) {
    return new CborList(roots.stream().<CborValue>map(CborLink::new).toList());
  }
}
