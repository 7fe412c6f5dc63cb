package io.debros.jpa.document;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * <sequence>/<last number, 19 digits>/<identity> -> first number
 *
 * The key ends with the identity, so claims that two nodes make apart from each other are two rows:
 * both nodes see that they claimed the same. It begins with the last number, so the end of a
 * sequence is found in one step.
 */
/**
 * The ranges of numbers that nodes have claimed, in a replicated key-value database. Rows are never
 * changed. What others write there and is no claim is not seen. Thread-safe.
 */
public final class NumberClaims {
  private static final int DIGITS = 19;
  private static final int ALL = -1;

  private final KeyValueDatabase database;
  private final String identity;

  /**
   * @param identity that this node writes with
   */
  NumberClaims(KeyValueDatabase database, String identity) {
    this.database = database;
    this.identity = identity;
  }

  /**
   * Numbers from one to another, both included, that a node may give.
   *
   * @param identity of the node
   */
  public record Claim(String sequence, long from, long to, String identity) {
    /** Whether a number is in both, though it is not the same claim. */
    public boolean collidesWith(Claim other) {
      return sequence.equals(other.sequence)
          && from <= other.to
          && other.from <= to
          && !equals(other);
    }
  }

  /**
   * Claims numbers after all that are claimed. They are claimed as durably as rows are stored when
   * this returns.
   *
   * @param first of the sequence, if nothing is claimed yet
   * @param size how many; fewer at the end of the numbers
   * @param planned told of the claim before it is stored, so that it can be compared with those
   *     that arrive from then on
   * @return the claim
   * @throws IllegalStateException if no numbers are left
   * @throws io.debros.store.error.AppendDeniedException if this node may not write there
   */
  public Claim claim(String sequence, long first, int size, Consumer<Claim> planned) {
    try (DatabaseTransaction transaction = DatabaseTransaction.begin(List.of(database))) {
      long last = last(sequence);
      if (last == Long.MAX_VALUE) {
        throw new IllegalStateException(
            problem("Sequence has no more numbers")
                .at("sequence", sequence)
                .at("database", database.name())
                .advice("Generate UUIDs, or let another sequence begin anew")
                .toString());
      }
      long from = Math.max(first, last + 1);
      long to = size - 1 > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + size - 1;
      Claim claim = new Claim(sequence, from, to, identity);
      planned.accept(claim);
      transaction.put(database, key(claim), new CborInt(from));
      transaction.commit();
      return claim;
    }
  }

  /** How many claims there are; grows only. */
  public long count() {
    return database.count();
  }

  /** Has a listener told of claims that are stored from now on, whoever made them. */
  public void addListener(Consumer<Claim> listener) {
    database.addListener(new ClaimListener(listener));
  }

  /** The last number that anybody claimed; 0 if nobody did. */
  private long last(String sequence) {
    try (RowCursor<Row> rows = database.byKey(prefix(sequence), Direction.DESCENDING, ALL)) {
      while (rows.next()) {
        Claim claim = find(rows.row());
        if (claim != null) {
          return claim.to();
        }
      }
    }
    return 0;
  }

  private static String prefix(String sequence) {
    return URLEncoder.encode(sequence, StandardCharsets.UTF_8) + "/";
  }

  private static String key(Claim claim) {
    String to = String.format(Locale.ROOT, "%0" + DIGITS + "d", claim.to());
    return prefix(claim.sequence()) + to + "/" + claim.identity();
  }

  /** The claim of a row; null if it is none. */
  private static @Nullable Claim find(Row row) {
    String[] parts = row.key().split("/", 3);
    boolean isClaim =
        parts.length == 3
            && parts[1].matches("[0-9]{" + DIGITS + "}")
            && parts[1].compareTo(Long.toString(Long.MAX_VALUE)) <= 0;
    if (!isClaim || !(row.value() instanceof CborInt from)) {
      return null;
    }
    long to = Long.parseLong(parts[1]);
    return from.value() < 1 || from.value() > to
        ? null
        : new Claim(decoded(parts[0]), from.value(), to, parts[2]);
  }

  /** Text that nobody encoded stands for itself; it is the name of no sequence of ours. */
  private static String decoded(String sequence) {
    try {
      return URLDecoder.decode(sequence, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return sequence;
    }
  }

  private record ClaimListener(Consumer<Claim> listener) implements DatabaseListener {
    @Override
    public void changed(Database source, List<Change> changes, ChangeOrigin origin) {
      for (Change change : changes) {
        Row row = change.after();
        Claim claim = row == null ? null : find(row);
        if (claim != null) {
          listener.accept(claim);
        }
      }
    }
  }
}
