package io.debros.store.merge;

import static io.debros.store.error.Problem.problem;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How concurrent writes of a row merge: attribute by attribute, but for these. Immutable.
 *
 * @param counters keys of {@link CounterValue}s
 * @param sets keys of {@link SetValue}s
 * @param version key that every other write moves on; null if rows have no versions
 * @param resolver decides conflicts of versions; null to merge by attribute
 */
public record MergeRule(
    Set<String> counters,
    Set<String> sets,
    @Nullable String version,
    @Nullable ConflictResolver resolver) {
  private static final MergeRule BY_ATTRIBUTE = new MergeRule(Set.of(), Set.of(), null, null);

  public MergeRule {
    counters = Collections.unmodifiableSet(new TreeSet<>(counters));
    sets = Collections.unmodifiableSet(new TreeSet<>(sets));
    TreeSet<String> all = new TreeSet<>(counters);
    all.addAll(sets);
    boolean hasVersion = version != null && !all.add(version);
    if (hasVersion || !Collections.disjoint(counters, sets)) {
      throw new IllegalArgumentException(
          problem("Key merges in two ways")
              .at("counters", counters)
              .at("sets", sets)
              .at("version", version)
              .advice("Name each key once")
              .toString());
    }
  }

  /** Attributes only. */
  public static MergeRule byAttribute() {
    return BY_ATTRIBUTE;
  }

  /** Says what rows the rule makes: if it differs, rows that another rule made are made anew. */
  public String fingerprint() {
    return String.join(
        "\n",
        "2",
        String.join("\t", counters),
        String.join("\t", sets),
        version == null ? "" : version,
        resolver == null ? "" : resolver.fingerprint());
  }

  /** Whether an attribute takes the value of the last write that changed it. */
  boolean isPlain(String key) {
    return !counters.contains(key) && !sets.contains(key) && !key.equals(version);
  }
}
