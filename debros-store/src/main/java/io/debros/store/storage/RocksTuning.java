package io.debros.store.storage;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;

/*
 * Most reads are look-ups of a CID or of a document key, many of them for something that is not
 * there: whole-key bloom filters in tables and write buffers, and a hash index inside data blocks.
 * Scans only ever cover a short prefix and need nothing special. Replaying the write-ahead log
 * dominates an open after a crash, so its size is bounded. Write buffers are as large as that
 * allows: what leaves them is merged into all that is there, again and again. For the same reason
 * it is merged only when it has come to some amount.
 *
 * Memory must not grow with the data. Filters and indexes of tables take some 12 bytes a row, so
 * they are cut into pieces that live in the cache, before data; only what points to the pieces
 * stays outside. So there is the cache, the write buffers, and little else.
 */
/** How RocksDB is set up, and the native objects which that takes. */
final class RocksTuning implements AutoCloseable {
  private static final long MIB = 1024 * 1024;
  private static final long CACHE_BYTES = 64 * MIB;
  private static final long WRITE_BUFFER_BYTES = 32 * MIB;
  private static final long ALL_WRITE_BUFFERS_BYTES = 128 * MIB;
  private static final long WAL_BYTES = 64 * MIB;
  private static final int UNMERGED_TABLES = 8;
  private static final long FIRST_LEVEL_BYTES = 512 * MIB;
  private static final long PIECE_BYTES = 4096;
  private static final int BACKGROUND_JOBS = 2;
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final int MAX_LOG_FILES = 2;

  /** Size at which RocksDB begins another manifest. */
  static final int MANIFEST_BYTES = 16 * 1024;

  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(FILTER_BITS_PER_KEY);
  private final ColumnFamilyOptions family =
      new ColumnFamilyOptions()
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setLevel0FileNumCompactionTrigger(UNMERGED_TABLES)
          .setMaxBytesForLevelBase(FIRST_LEVEL_BYTES)
          .setMemtablePrefixBloomSizeRatio(0.05)
          .setMemtableWholeKeyFiltering(true)
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          .setTableFormatConfig(
              new BlockBasedTableConfig()
                  .setBlockCache(cache)
                  .setIndexType(IndexType.kTwoLevelIndexSearch)
                  .setPartitionFilters(true)
                  .setMetadataBlockSize(PIECE_BYTES)
                  .setCacheIndexAndFilterBlocks(true)
                  .setCacheIndexAndFilterBlocksWithHighPriority(true)
                  .setPinTopLevelIndexAndFilter(true)
                  .setFilterPolicy(filter)
                  .setWholeKeyFiltering(true)
                  .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
  private final DBOptions database;

  RocksTuning() {
    database =
        manifest()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setMaxBackgroundJobs(BACKGROUND_JOBS)
            .setDbWriteBufferSize(ALL_WRITE_BUFFERS_BYTES)
            .setMaxTotalWalSize(WAL_BYTES)
            .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(MAX_LOG_FILES)
            .setStatsDumpPeriodSec(0);
  }

  /** A manifest that is begun anew as soon as it is large, which {@link RocksFiles} relies on. */
  private static DBOptions manifest() {
    Properties properties = new Properties();
    properties.setProperty("max_manifest_file_size", String.valueOf(MANIFEST_BYTES));
    properties.setProperty("max_manifest_space_amp_pct", "0");
    return Objects.requireNonNull(
        DBOptions.getDBOptionsFromProps(properties), "options of this version of RocksDB");
  }

  /** From now on a write-ahead log may end in what a power cut leaves. */
  void forgiveTornEnd() {
    database.setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyDescriptor family(byte[] name) {
    return new ColumnFamilyDescriptor(name, family);
  }

  ColumnFamilyDescriptor family(Space space) {
    return family(space.name().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    database.close();
    family.close();
    filter.close();
    cache.close();
  }
}
