package io.debros.store.transfer;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.block.CarReader;
import io.debros.store.database.DatabaseContext;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.NotFoundException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.transfer.ImportState.Phase;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The imports of one node: those that run, and those that were interrupted. Thread-safe. */
@API(status = INTERNAL)
public final class CarImports {
  /** Where imports that have not come to their end keep what they have. */
  public static final Set<Space> SPACES = Set.of(ImportSpool.LAYERS, ImportSpool.JOBS);

  private static final Logger LOG = LoggerFactory.getLogger(CarImports.class);

  private final DatabaseContext context;
  private final TransferNode node;
  private final BatchSize size;
  private final Set<List<Cid>> running = ConcurrentHashMap.newKeySet();

  /** The imports of a node. */
  public CarImports(DatabaseContext context, TransferNode node) {
    this(context, node, BatchSize.DEFAULT);
  }

  /** Imports that join so much at a time. */
  CarImports(DatabaseContext context, TransferNode node, BatchSize size) {
    this.context = context;
    this.node = node;
    this.size = size;
  }

  /** Takes in a file from its beginning; blocks that an earlier attempt left are used. */
  public Address run(InputStream input, Progress progress) {
    return run(input, Encryption.NONE, progress);
  }

  /**
   * The same for a database whose entries may be encrypted as a whole.
   *
   * @param encryption of the database, if nobody has it open
   */
  public Address run(InputStream input, Encryption encryption, Progress progress) {
    CarReader reader = new CarReader(input);
    if (reader.roots().isEmpty()) {
      throw new BadBlockException(
          problem("CAR file names no root")
              .advice("Export it with the manifest of the database as the first root"));
    }
    return alone(
        reader.roots(),
        roots -> {
          ImportSpool spool = ImportSpool.open(storage(), roots, reader.offset());
          spool.rewind(reader.offset());
          return new CarImport(context, node, spool, encryption, size, progress).run(reader);
        });
  }

  /** Goes on with the rest of a file. */
  public Address resume(PendingImport pending, InputStream rest, Progress progress) {
    return resume(pending, rest, Encryption.NONE, progress);
  }

  /** The same for a database whose entries may be encrypted as a whole. */
  public Address resume(
      PendingImport pending, InputStream rest, Encryption encryption, Progress progress) {
    return alone(
        pending.roots(),
        roots -> {
          ImportSpool spool = left(roots);
          long offset = spool.state().offset();
          if (offset != pending.offset()) {
            throw new IllegalArgumentException(
                problem("Import has come further meanwhile")
                    .at("database", pending.database())
                    .at("offset", offset)
                    .advice("Ask for the pending imports again, and go on from that offset")
                    .toString());
          }
          CarReader reader = CarReader.resume(rest, roots, offset);
          return new CarImport(context, node, spool, encryption, size, progress).run(reader);
        });
  }

  /** Those that were interrupted and can go on. */
  public List<PendingImport> pending() {
    return ImportSpool.left(storage()).stream()
        .filter(state -> !running.contains(state.roots()))
        .map(PendingImport::of)
        .toList();
  }

  /** Throws away what an interrupted import has received. */
  public void discard(PendingImport pending) {
    alone(
        pending.roots(),
        roots -> {
          left(roots).discard();
          return pending.database();
        });
  }

  /** Finishes what a crash interrupted after all was checked. */
  public void finishJoining() {
    for (ImportState state : ImportSpool.left(storage())) {
      if (state.phase() == Phase.JOINING) {
        LOG.info("Finishing an import that was interrupted {database={}}", state.address());
        finish(state.roots());
      }
    }
  }

  private void finish(List<Cid> roots) {
    try {
      alone(
          roots,
          each ->
              new CarImport(context, node, left(each), Encryption.NONE, size, Progress.NONE)
                  .finish());
    } catch (DebrosException e) {
      LOG.error("Import could not be finished; resume it {database={}}", roots.get(0), e);
    }
  }

  private ImportSpool left(List<Cid> roots) {
    if (storage().get(ImportSpool.JOBS, ImportState.id(roots)) == null) {
      throw new NotFoundException(
          problem("No import of this file is pending")
              .at("manifest", roots.get(0))
              .advice("Import the file from its beginning"));
    }
    return ImportSpool.open(storage(), roots, 0);
  }

  private Address alone(List<Cid> roots, Function<List<Cid>, Address> action) {
    if (!running.add(roots)) {
      throw new IllegalStateException(
          problem("File is being imported already")
              .at("manifest", roots.get(0))
              .advice("Wait for the other import")
              .toString());
    }
    try {
      return action.apply(roots);
    } finally {
      running.remove(roots);
    }
  }

  private Storage storage() {
    return context.storage();
  }
}
