package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one database as a reader sees them: at one moment if the reader is a snapshot.
 * Thread-safe; usable as long as the reader is.
 */
public final class DatabaseView {
  private final DocumentDatabase database;
  private final DatabaseIndexes indexes;
  private final StorageReader reader;
  private final @Nullable StorageSnapshot owned;
}
