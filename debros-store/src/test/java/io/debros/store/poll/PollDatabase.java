package io.debros.store.poll;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseEngine;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseType;
import io.debros.store.database.Indexing;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.database.RowOperation;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Each voter has one vote and may change it. */
public final class PollDatabase extends Database {
  private PollDatabase(DatabaseEngine engine) {
    super(engine);
  }

  /** Votes, or changes a vote. */
  public Cid vote(String voter, String choice) {
    return append(
        CborMap.builder().put("op", "VOTE").put("voter", voter).put("choice", choice).build());
  }

  /** What a voter chose last; null if nothing. */
  public @Nullable String choiceOf(String voter) {
    Row row = findRow(voter);
    return row == null ? null : ((CborText) row.value()).value();
  }

  /** Votes by choice. */
  public Map<String, Integer> results() {
    Map<String, Integer> votes = new TreeMap<>();
    try (RowCursor<Row> rows = rowsByTime(Direction.DESCENDING, -1)) {
      while (rows.next()) {
        votes.merge(((CborText) rows.row().value()).value(), 1, Integer::sum);
      }
    }
    return votes;
  }

  /**
   * The type.
   *
   * @param version of its rules; "shout" counts choices in upper case
   */
  public record Type(String version) implements DatabaseType<PollDatabase, DatabaseOptions> {
    @Override
    public String name() {
      return "poll";
    }

    @Override
    public Class<PollDatabase> databaseClass() {
      return PollDatabase.class;
    }

    @Override
    public DatabaseOptions defaults() {
      return DatabaseOptions.defaults();
    }

    @Override
    public DatabaseOptions shared(DatabaseOptions options) {
      return options;
    }

    @Override
    public Indexing indexing() {
      return new Votes(version);
    }

    @Override
    public PollDatabase open(DatabaseEngine engine, DatabaseOptions options) {
      return new PollDatabase(engine);
    }
  }

  private record Votes(String version) implements Indexing {
    @Override
    public @Nullable RowOperation read(Cid entry, CborValue payload) {
      return payload instanceof CborMap map
              && new CborText("VOTE").equals(map.find("op"))
              && map.find("voter") instanceof CborText voter
              && map.find("choice") instanceof CborText choice
          ? RowOperation.put(voter.value(), counted(choice))
          : null;
    }

    private CborText counted(CborText choice) {
      return version.equals("shout")
          ? new CborText(choice.value().toUpperCase(Locale.ROOT))
          : choice;
    }
  }
}
