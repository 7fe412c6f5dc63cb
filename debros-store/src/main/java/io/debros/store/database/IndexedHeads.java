package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.Traversal;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers from which heads the index of a database was made, in the same batch that writes both.
 * If they are not those of the log, the index is made again. Used by the thread that opens or
 * writes the database.
 */
final class IndexedHeads {
  /** Address -> bytes of the heads' CIDs, newest first. */
  static final Space SPACE = new Space("indexed-heads");

  private static final Logger LOG = LoggerFactory.getLogger(IndexedHeads.class);
  private static final byte[] UNFINISHED = {0};
  private static final int BATCH_ENTRIES = 1000;

  private final DatabaseContext context;
  private final Address address;
  private final byte[] key;

  IndexedHeads(DatabaseContext context, Address address) {
    this.context = context;
    this.address = address;
    this.key = address.toString().getBytes(UTF_8);
  }

  /** Records the heads whose entries are all indexed once the batch is written. */
  void put(StorageBatch batch, List<Entry> heads) {
    batch.put(SPACE, key, encode(heads));
  }

  /**
   * Compares the index with the log, at the cost of one look-up, and makes it anew, in batches of
   * bounded size, if they differ.
   *
   * @return number of the database in the indexes
   */
  int agreeWith(Oplog log) {
    byte[] stored = context.storage().get(SPACE, key);
    if (Arrays.equals(stored == null ? new byte[0] : stored, encode(log.heads()))) {
      return context.indexes().databaseId(address.toString());
    }
    LOG.warn(
        "Index of a database does not agree with its log, rebuilding it {address={}}", address);
    int id = clear();
    replay(id, log);
    return id;
  }

  private int clear() {
    Indexes indexes = context.indexes();
    int id = indexes.databaseId(address.toString());
    StorageBatch batch = new StorageBatch();
    indexes.drop(batch, address.toString());
    batch.put(SPACE, key, UNFINISHED);
    context.storage().write(batch);
    indexes.dropped(id);
    return indexes.databaseId(address.toString());
  }

  private void replay(int id, Oplog log) {
    List<Entry> heads = log.heads();
    Traversal entries = log.traverse();
    boolean more;
    do {
      IndexStage stage = context.indexes().stage();
      for (int i = 0; i < BATCH_ENTRIES && entries.hasNext(); i++) {
        DocumentOperation.index(entries.next(), id, stage);
      }
      more = entries.hasNext();
      StorageBatch batch = new StorageBatch();
      stage.writeTo(batch);
      if (!more) {
        put(batch, heads);
      }
      context.storage().write(batch);
      stage.applied();
    } while (more);
  }

  private static byte[] encode(List<Entry> heads) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    heads.forEach(head -> bytes.writeBytes(head.hash().bytes()));
    return bytes.toByteArray();
  }
}
