package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.CarReader;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryOrder;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CAR file of a database, read into memory: every block has the hash that it is named by, nothing
 * else is checked yet. Immutable, thread-safe.
 */
final class CarImport implements BlockSource {
  private final List<Cid> roots;
  private final Map<Cid, byte[]> blocks;

  private CarImport(List<Cid> roots, Map<Cid, byte[]> blocks) {
    this.roots = roots;
    this.blocks = blocks;
  }

  /**
   * Reads the stream to its end.
   *
   * @throws BadBlockException if the file is malformed, or names no root
   */
  static CarImport read(InputStream input) {
    CarReader reader = new CarReader(input);
    Map<Cid, byte[]> blocks = new HashMap<>();
    for (Block block = reader.next(); block != null; block = reader.next()) {
      blocks.put(block.cid(), block.bytes());
    }
    if (reader.roots().isEmpty()) {
      throw new BadBlockException(
          problem("CAR file names no root")
              .advice("Export it with the manifest of the database as the first root"));
    }
    return new CarImport(reader.roots(), blocks);
  }

  /** What the first root, the manifest, is the address of. */
  Address address() {
    return new Address(roots.get(0));
  }

  @Override
  public byte @Nullable [] fetch(Cid cid) {
    return blocks.get(cid);
  }

  /**
   * Heads to join, newest first: the other roots, or, if there are none, the entries of the log
   * that no other entry of the file points to.
   *
   * @throws BadBlockException if a root is not in the file
   * @throws BadEntryException if it is not an entry
   */
  List<Entry> heads() {
    List<Entry> heads = roots.size() > 1 ? namedHeads() : foundHeads();
    return heads.stream().sorted(EntryOrder.NEWEST_FIRST).toList();
  }

  private List<Entry> namedHeads() {
    return roots.stream().skip(1).distinct().map(this::head).toList();
  }

  private Entry head(Cid root) {
    byte[] bytes = blocks.get(root);
    if (bytes == null) {
      throw new BadBlockException(
          problem("CAR file does not hold one of its roots")
              .at("root", root)
              .advice("Export it again, completely"));
    }
    return Entry.decode(bytes);
  }

  private List<Entry> foundHeads() {
    Map<Cid, Entry> heads = new HashMap<>();
    Set<Cid> builtOn = new HashSet<>();
    for (Map.Entry<Cid, byte[]> block : blocks.entrySet()) {
      Entry entry = block.getKey().codec() == Cid.DAG_CBOR ? findEntry(block.getValue()) : null;
      if (entry != null) {
        heads.put(entry.hash(), entry);
        builtOn.addAll(entry.next());
      }
    }
    heads.keySet().removeAll(builtOn);
    return List.copyOf(heads.values());
  }

  private @Nullable Entry findEntry(byte[] bytes) {
    boolean entryLike =
        DagCbor.decode(bytes) instanceof CborMap map
            && map.find("payload") != null
            && map.find("sig") != null;
    if (!entryLike) {
      return null;
    }
    Entry entry = Entry.decode(bytes);
    return entry.logId().equals(address().toString()) ? entry : null;
  }
}
