package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;
import static java.util.stream.Collectors.joining;

import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The entries of a log that no other entry of it has in {@code next}. Immutable, thread-safe. */
final class Heads {
  static final Heads NONE = new Heads(List.of());

  private static final Pattern HEAD = Pattern.compile("\\{\"hash\":\"([1-9A-HJ-NP-Za-km-z]+)\"");

  private final List<Entry> arrived;
  private final List<Entry> newestFirst;

  private Heads(List<Entry> arrived) {
    this.arrived = arrived;
    this.newestFirst = arrived.stream().sorted(EntryOrder.NEWEST_FIRST).toList();
  }

  /** Heads in the order in which they arrived. */
  static Heads of(List<Entry> arrived) {
    return new Heads(List.copyOf(arrived));
  }

  List<Entry> newestFirst() {
    return newestFirst;
  }

  /** The clock of the log: the largest time of a head, 0 without heads. */
  long time() {
    return newestFirst.isEmpty() ? 0 : newestFirst.get(0).clock().time();
  }

  /**
   * The heads after a join: these and the new entries, without what the new ones have in {@code
   * next}. What they name in {@code refs} only stays or becomes a head; otherwise a writer could
   * hide entries, and replicas would differ by the order in which they joined. Honest logs do not
   * have such references, so for them this is the rule of OrbitDB.
   *
   * @param added in the order of their arrival, what one joined entry brought oldest first
   */
  Heads joined(Collection<Entry> added) {
    Set<Cid> builtOn = new HashSet<>();
    added.forEach(entry -> builtOn.addAll(entry.next()));
    List<Entry> heads = new ArrayList<>(arrived);
    heads.addAll(added);
    heads.removeIf(head -> builtOn.contains(head.hash()));
    return of(heads);
  }

  /** As OrbitDB stores them: {@code [{"hash":"zdpu…","next":["zdpu…"]}]}. */
  String toJson() {
    return arrived.stream().map(Heads::toJson).collect(joining(",", "[", "]"));
  }

  /**
   * Reads a stored list.
   *
   * @throws StorageException if the text is not exactly what {@link #toJson} gives for the heads
   */
  static Heads parse(String json, Function<Cid, Entry> load) {
    List<Entry> entries =
        HEAD.matcher(json).results().map(match -> load.apply(hash(match.group(1), json))).toList();
    Heads heads = of(entries);
    if (!heads.toJson().equals(json)) {
      throw damaged(json, null);
    }
    return heads;
  }

  private static Cid hash(String text, String json) {
    try {
      return Cid.parseHash(text);
    } catch (IllegalArgumentException error) {
      throw damaged(json, error);
    }
  }

  private static StorageException damaged(String json, @Nullable Exception cause) {
    return new StorageException(
        problem("Stored list of heads is damaged")
            .at("list", json)
            .advice(
                "Restore the directory from a backup, or drop the database and import it again"),
        cause);
  }

  private static String toJson(Entry head) {
    String next =
        head.next().stream().map(hash -> "\"" + hash + "\"").collect(joining(",", "[", "]"));
    return "{\"hash\":\"" + head.hash() + "\",\"next\":" + next + "}";
  }
}
