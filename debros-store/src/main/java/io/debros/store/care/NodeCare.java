package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.backup.Backup;
import io.debros.store.backup.BackupOptions;
import io.debros.store.backup.BackupReport;
import io.debros.store.backup.Restore;
import io.debros.store.block.BlockSource;
import io.debros.store.compaction.Compaction;
import io.debros.store.compaction.CompactionReport;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Encryption;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Space;
import io.debros.store.transfer.CarExport;
import io.debros.store.transfer.CarImports;
import io.debros.store.transfer.PendingImport;
import io.debros.store.transfer.TransferNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks after the data of one node: checks it and repairs it, carries databases in and out. Runs
 * beside readers and writers. Thread-safe.
 */
public final class NodeCare {
  /** What is on its way in is no part of the data and can be sent again; marks are made anew. */
  private static final Set<Space> NO_DATA = union(CarImports.SPACES, Compaction.SPACES);

  private final CaredNode node;
  private final TransferNode transfer;
  private final CarImports imports;
  private final AtomicBoolean compacting = new AtomicBoolean();

  public NodeCare(CaredNode node, TransferNode transfer) {
    this.node = Objects.requireNonNull(node, "node");
    this.transfer = Objects.requireNonNull(transfer, "transfer");
    this.imports = new CarImports(node.context(), transfer);
  }

  /**
   * Writes a database as a CAR file of version 1: what describes it, the identities of its writers,
   * and its entries, oldest first, so that a reader can join them as they come. If the access
   * rights are a database, that is in the file, too. The roots are the manifest and then the heads,
   * newest first. Everything is as it was at the moment of the call, while writers go on. The
   * database need not be open. Takes memory for the entries of the parallel branches, not for the
   * log, and 36 bytes of a temporary file for each entry. The stream stays the caller's to close.
   *
   * <p>Entries that are encrypted as a whole are written as they are. To walk them takes the key:
   * open such a database with its ciphers before.
   *
   * @param progress told of the phases {@code sort} and {@code export}; units are entries
   * @throws NotFoundException if the node does not know the database
   * @throws io.debros.store.error.StorageException if the stream fails
   * @throws io.debros.store.error.UnreadableException if an entry is encrypted as a whole, and its
   *     key is not here
   * @throws java.util.concurrent.CancellationException if the listener cancels; the file is not
   *     whole then
   */
  public void exportCar(Address address, OutputStream output, Progress progress) {
    if (!node.databases().contains(address)) {
      throw new NotFoundException(
          problem("Database is not known here")
              .at("address", address)
              .advice("Export one of those that databases() lists"));
    }
    CarExport.write(
        node.context(), transfer, transfer.describe(address, BlockSource.NONE), output, progress);
  }

  /**
   * Takes in a database from a CAR file, whose blocks may come in any order: all of it, or nothing.
   * The first root is the manifest; the others must be entries of the log. Every entry of that log
   * in the file is joined. Hashes, signatures, identities, access and links are all checked before
   * anything can be seen; blocks that do not belong to the database are left out. Importing twice
   * equals importing once, and what is here already stays. Takes memory for one batch, not for the
   * file. The stream stays the caller's to close.
   *
   * <p>A bad file leaves nothing. If the file ends early, the stream or the storage fails, or the
   * listener cancels, then what came is kept, invisible: {@link #pendingImports} lists it, and the
   * same file, from the beginning or by {@link #resumeImport}, goes on from there. When all is
   * checked the import can no longer be cancelled, and if the process dies, the next open finishes
   * it. A database that is new here is listed at the end; into one that is known a long history
   * comes in batches, oldest first, each of which is a state that the log really had.
   *
   * @param progress told of the phases {@code receive}, in blocks, {@code check} and {@code join},
   *     in entries
   * @return address to open the database by
   * @throws io.debros.store.error.BadBlockException if the file is malformed or a block was changed
   * @throws io.debros.store.error.BadEntryException if an entry is forged
   * @throws io.debros.store.error.AppendDeniedException if a writer may not write
   * @throws io.debros.store.error.MissingBlockException if something that an entry names is missing
   * @throws IllegalStateException if the same file is being imported already
   */
  public Address importCar(InputStream input, Progress progress) {
    return imports.run(input, progress);
  }

  /**
   * The same for a database whose entries may be encrypted as a whole.
   *
   * @param encryption that its writers use; if the database is open here, it is read as that is
   * @throws io.debros.store.error.UnreadableException if an entry cannot be decrypted; nothing is
   *     left then
   */
  public Address importCar(InputStream input, Encryption encryption, Progress progress) {
    return imports.run(input, encryption, progress);
  }

  /** Imports that were interrupted and can go on, or be discarded. */
  public List<PendingImport> pendingImports() {
    return imports.pending();
  }

  /**
   * Goes on with an interrupted import.
   *
   * @param rest of the file, from {@link PendingImport#offset}; may be empty if all of it is here
   * @return as {@link #importCar}, which also says what is thrown
   * @throws NotFoundException if it is pending no more
   */
  public Address resumeImport(PendingImport pending, InputStream rest, Progress progress) {
    return imports.resume(pending, rest, progress);
  }

  /** The same for a database whose entries may be encrypted as a whole. */
  public Address resumeImport(
      PendingImport pending, InputStream rest, Encryption encryption, Progress progress) {
    return imports.resume(pending, rest, encryption, progress);
  }

  /**
   * Throws away what an interrupted import has received; what it has joined already stays.
   *
   * @throws NotFoundException if it is pending no more
   */
  public void discardImport(PendingImport pending) {
    imports.discard(pending);
  }

  /**
   * Finishes imports that a crash interrupted after everything was checked; for the opening node.
   */
  public void finishImports() {
    imports.finishJoining();
  }

  /**
   * Checks everything that is stored, as it is now: blocks against their hashes, entries with their
   * signatures and identities, links and heads, the index against the log, descriptions, and rows
   * that belong to nobody. Writers and readers go on meanwhile; memory stays bounded. Changes
   * nothing.
   *
   * <p>Not checked: whether writers had access when they wrote, and field indexes that this process
   * was not told the definition of (of these, that their rows belong to live documents).
   *
   * @param progress told on this thread
   * @throws java.util.concurrent.CancellationException if the listener says so
   * @throws io.debros.store.error.StorageException if the storage itself cannot be read
   */
  public VerifyReport verify(VerifyOptions options, Progress progress) {
    return new Verification(node, options, progress, LogVerification.PART).run();
  }

  /**
   * Verifies, makes good what can be made good, and verifies again. What follows from other data is
   * made anew: heads, the index of a log, all indexes, records. Blocks that are missing or damaged
   * come from the source of the options, if it has them. Nothing is invented, and nothing is
   * dropped unless the options ask for it, and then it is put aside.
   *
   * <p>If something was found, all databases of the node are closed first, and nobody can open one
   * meanwhile: open them again afterwards.
   *
   * @param progress told on this thread
   * @throws java.util.concurrent.CancellationException if the listener says so; the next repair
   *     goes on
   * @throws io.debros.store.error.StorageException if the storage itself fails
   */
  public RepairReport repair(RepairOptions options, Progress progress) {
    return new Repair(node, options, progress).run();
  }

  /**
   * Copies everything that the node has into a stream: all databases with their indexes, notes, the
   * format of the data, and the private keys if asked. It is the state of one moment, with every
   * transaction as a whole or not at all, while writers and readers go on. Takes memory for some
   * rows. Without its end, a backup is none: what was interrupted is refused by {@link #restore}.
   * Unfinished imports are left out. The stream stays the caller's to close.
   *
   * @param progress told of the phase {@code backup}; units are rows
   * @throws IllegalArgumentException if the keys are asked for and are not in the node's directory
   * @throws io.debros.store.error.StorageException if the stream fails
   * @throws java.util.concurrent.CancellationException if the listener cancels
   */
  public BackupReport backup(OutputStream output, BackupOptions options, Progress progress) {
    return newBackup(options, progress).writeTo(output);
  }

  /**
   * The same into a file, which takes the place of an earlier one when it is whole and on the disk.
   *
   * @param file with its folder there; {@code .part} is appended to the name meanwhile
   */
  public BackupReport backup(Path file, BackupOptions options, Progress progress) {
    return newBackup(options, progress).writeTo(file);
  }

  /**
   * Makes the directory of a node out of a backup. Every sum is checked, and the directory is
   * usable only after all were right. If the backup holds the keys, the node is the same writer as
   * before: then let only one of the two write, since two nodes of one identity at once are a fork
   * of it.
   *
   * @param directory absent or empty
   * @param progress told of the phase {@code restore}; units are rows
   * @throws io.debros.store.error.StorageException if the directory is not empty, or the backup is
   *     damaged, not whole, or of a newer version; the directory is empty then
   */
  public static BackupReport restore(InputStream backup, Path directory, Progress progress) {
    return Restore.into(directory, backup, progress);
  }

  /** The same from a file. */
  public static BackupReport restore(Path backup, Path directory, Progress progress) {
    try (InputStream input = Files.newInputStream(backup)) {
      return restore(input, directory, progress);
    } catch (IOException e) {
      throw new StorageException(
          problem("Backup cannot be read")
              .at("file", backup)
              .at("cause", e)
              .advice("Name the file that a backup was written to"),
          e);
    }
  }

  /**
   * Makes sure that a directory is not one whose restoration was interrupted.
   *
   * @throws io.debros.store.error.StorageException if it is
   */
  public static void requireRestored(Path directory) {
    Restore.requireFinished(directory);
  }

  /**
   * Removes the blocks that nothing needs any more, as those of dropped databases, and gives the
   * space that they, and whatever was overwritten or deleted, took back to the file system. Blocks
   * that several databases share stay as long as one of them needs them. Runs beside readers,
   * writers, joins and imports, and waits at the beginning for transactions that are open; so do
   * not call it in one. Takes memory for some rows, and on the disk for a second copy of the
   * largest part. Whoever still reads the entries of a database that was dropped finds them
   * missing.
   *
   * <p>If an entry cannot be read here, because it is encrypted or damaged, identities and
   * descriptions that may be needed stay.
   *
   * @param progress told of the phases {@code mark}, in entries, and {@code sweep}, in blocks
   * @throws IllegalStateException if another compaction is running
   * @throws io.debros.store.error.StorageException if the storage fails; nothing that is needed is
   *     lost, and the next compaction goes on
   * @throws java.util.concurrent.CancellationException if the listener cancels; what was removed by
   *     then stays removed
   */
  public CompactionReport compact(Progress progress) {
    if (!compacting.compareAndSet(false, true)) {
      throw new IllegalStateException(
          problem("Another compaction is running")
              .advice("Wait for it; it removes what was dropped before it began")
              .toString());
    }
    try {
      return new Compaction(node.context(), node::databases, transfer, progress).run();
    } finally {
      compacting.set(false);
    }
  }

  private Backup newBackup(BackupOptions options, Progress progress) {
    return new Backup(
        node.context().storage(), NO_DATA, transfer.keyDirectory(), options.keys(), progress);
  }

  private static Set<Space> union(Set<Space> some, Set<Space> others) {
    Set<Space> all = new HashSet<>(some);
    all.addAll(others);
    return Set.copyOf(all);
  }

  /** The node that is looked after. */
  CaredNode node() {
    return node;
  }

  /** The same, for what is carried in and out. */
  TransferNode transfer() {
    return transfer;
  }
}
