package io.debros.store.testing;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.Signatures;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.oplog.Staged;
import io.debros.store.oplog.Standing;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** A log with a storage of its own, where every call is one batch. One thread at a time. */
public final class TestLog {
  /** Access for everyone whose identity verifies. */
  public static final AccessController ANYONE = access("anyone", identity -> true);

  private static final Signatures SIGNATURES = Signatures.open(Signatures.Implementation.PREFERRED);

  private final String logId;
  private final Storage storage;
  private final BlockStore blocks;
  private final Identities identities;
  private final Identity identity;
  private final AccessController access;
  private final OplogOptions options;
  private final Oplog log;

  private TestLog(
      String logId,
      Storage storage,
      KeyStore keys,
      String writer,
      AccessController access,
      OplogOptions options) {
    this.logId = logId;
    this.storage = storage;
    this.blocks = new BlockStore(storage);
    this.identities = Identities.withPublicKeys(keys, SIGNATURES, blocks);
    this.identity = identities.create(writer);
    this.access = access;
    this.options = options;
    this.log = reopen();
  }

  /** An empty log of a writer whose keys are in the store or come into it. */
  public static TestLog open(
      String logId, KeyStore keys, String writer, AccessController access, int referencesCount) {
    return open(logId, new MemoryStorage(), keys, writer, access, referencesCount);
  }

  /** The log that a storage has. */
  public static TestLog open(
      String logId,
      Storage storage,
      KeyStore keys,
      String writer,
      AccessController access,
      int referencesCount) {
    return new TestLog(logId, storage, keys, writer, access, OplogOptions.of(referencesCount));
  }

  /** An empty log with other options than the usual ones. */
  public static TestLog open(
      String logId, KeyStore keys, String writer, AccessController access, OplogOptions options) {
    return new TestLog(logId, new MemoryStorage(), keys, writer, access, options);
  }

  /** The same writer's log of another id, in the same storage. */
  public TestLog beside(String otherLogId, KeyStore keys, String writer) {
    return new TestLog(otherLogId, storage, keys, writer, access, options);
  }

  /** Rules that let an identity write, or not. */
  public static AccessController access(String address, Predicate<Identity> rule) {
    return standing(address, who -> rule.test(who) ? Standing.MAY_WRITE : Standing.NEVER);
  }

  /** Rules that may have changed. */
  public static AccessController standing(String address, Function<Identity, Standing> rule) {
    return new AccessController() {
      @Override
      public Standing standing(Identity writer) {
        return rule.apply(writer);
      }

      @Override
      public String address() {
        return address;
      }
    };
  }

  /** Another instance of the log, as the storage has it. */
  public Oplog reopen() {
    return Oplog.open(logId, identity, identities, blocks, storage, access, options);
  }

  public Entry append(CborValue payload) {
    Staged staged = log.stage();
    Entry entry = staged.append(payload);
    commit(staged);
    return entry;
  }

  public JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
    Staged staged = log.stage();
    JoinOutcome outcome = staged.join(entries, missing);
    commit(staged);
    return outcome;
  }

  /** Joins what can be joined. */
  public JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
    Staged staged = log.stage();
    JoinOutcome outcome = staged.offer(entries, missing);
    commit(staged);
    return outcome;
  }

  /** Joins the heads of another log, newest first, and fetches from it what is missing. */
  public JoinOutcome join(TestLog other) {
    return join(other.log.heads(), other.blocks::find);
  }

  /** Writes a stage and applies it. */
  public void commit(Staged staged) {
    StorageBatch batch = new StorageBatch();
    staged.writeTo(batch);
    storage.write(batch);
    staged.applied();
  }

  public Oplog log() {
    return log;
  }

  public Storage storage() {
    return storage;
  }

  public BlockStore blocks() {
    return blocks;
  }

  public Identities identities() {
    return identities;
  }

  public Identity identity() {
    return identity;
  }

  /** Hashes of all entries, oldest first. */
  public List<String> values() {
    return log.values().stream().map(entry -> entry.hash().toString()).toList();
  }

  /** Hashes of the heads, newest first. */
  public List<String> heads() {
    return log.heads().stream().map(entry -> entry.hash().toString()).toList();
  }
}
