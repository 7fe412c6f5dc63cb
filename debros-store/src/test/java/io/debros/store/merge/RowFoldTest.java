package io.debros.store.merge;

import static io.debros.store.merge.Operations.delete;
import static io.debros.store.merge.Operations.document;
import static io.debros.store.merge.Operations.plain;
import static io.debros.store.merge.Operations.put;
import static io.debros.store.merge.Operations.texts;
import static io.debros.store.merge.Operations.update;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowFoldTest {
  private static final MergeRule RULE = new MergeRule(Set.of("likes"), Set.of("tags"), "v", null);
  private static final KeyOperation FIRST = put(1, "a", document("title", "t", "text", "x"));

  @Test
  void row_oneWrite_isItsDocument() {
    assertThat(row(FIRST)).isEqualTo(document("title", "t", "text", "x"));
  }

  @Test
  void row_differentAttributesChangedApart_keepsBoth() {
    assertThat(
            row(
                FIRST,
                update(2, "a", document("title", "A", "text", "x"), "title"),
                update(2, "b", document("title", "t", "text", "B"), "text")))
        .isEqualTo(document("title", "A", "text", "B"));
  }

  @Test
  void row_sameAttributeChangedApart_takesTheLast() {
    assertThat(
            row(
                FIRST,
                update(2, "a", document("title", "A", "text", "x"), "title"),
                update(2, "b", document("title", "B", "text", "x"), "title")))
        .isEqualTo(document("title", "B", "text", "x"));
  }

  @Test
  void row_documentWithoutClaim_replacesAll() {
    assertThat(
            row(
                FIRST,
                update(2, "a", document("title", "A", "text", "x"), "title"),
                put(3, "js", document("title", "js"))))
        .isEqualTo(document("title", "js"));
  }

  @Test
  void row_copiedClaimOfAnotherTime_countsAsAllChanged() {
    CborMap copied = Operations.changed(document("title", "js", "text", "js"), 2, "title");

    assertThat(row(FIRST, put(3, "js", copied))).isEqualTo(document("title", "js", "text", "js"));
  }

  @Test
  void row_malformedClaim_countsAsAllChanged() {
    CborMap claim = CborMap.builder().put("at", 2).put("keys", "title").build();

    assertThat(row(FIRST, put(2, "js", document("title", "js", "_changed", claim))))
        .isEqualTo(document("title", "js"));
  }

  @Test
  void row_changedToAbsent_losesTheAttribute() {
    assertThat(row(FIRST, update(2, "a", document("title", "t"), "text")))
        .isEqualTo(document("title", "t"));
  }

  @Test
  void row_unknownKeys_stay() {
    KeyOperation newer = put(1, "n", document("title", "t", "fromTheFuture", 7));

    assertThat(row(newer, update(2, "a", document("title", "A"), "title")))
        .isEqualTo(document("title", "A", "fromTheFuture", 7));
  }

  @Test
  void row_bookkeepingOfWrites_isThatOfTheLast() {
    CborMap first = document("_id", "1", "_createdAt", 10, "_updatedAt", 10, "title", "t");
    CborMap second = document("_id", "1", "_createdAt", 99, "_updatedAt", 20, "title", "A");

    assertThat(row(put(1, "a", first), update(2, "a", second, "title")))
        .isEqualTo(document("_id", "1", "_createdAt", 10, "_updatedAt", 20, "title", "A"));
  }

  @Test
  void row_removed_isGone() {
    assertThat(row(FIRST, delete(2, "b"))).isNull();
  }

  @Test
  void row_writtenAfterRemove_isRevivedWithTheLastDocument() {
    assertThat(
            row(
                FIRST,
                delete(2, "a"),
                update(2, "b", document("title", "B", "text", "x"), "title"),
                update(2, "c", document("title", "t", "text", "C", "more", 1), "text")))
        .isEqualTo(document("title", "B", "text", "C", "more", 1));
  }

  @Test
  void row_removedAfterConcurrentWrite_isGone() {
    assertThat(
            row(
                FIRST,
                update(2, "a", document("title", "A", "text", "x"), "title"),
                delete(2, "b")))
        .isNull();
  }

  @Test
  void row_foreignValue_isShownAndThenReplaced() {
    assertThat(row(FIRST, put(2, "js", new CborText("no map")))).isEqualTo(new CborText("no map"));
    assertThat(
            row(
                FIRST,
                put(2, "js", new CborText("no map")),
                update(3, "a", document("title", "A", "text", "x"), "title")))
        .isEqualTo(document("title", "A", "text", "x"));
  }

  @Test
  void counter_countedApart_addsUp() {
    CounterValue two = CounterValue.ZERO.add("me", 2);
    CborMap base = document("title", "t", "likes", two.encode());

    CborValue row =
        row(
            put(1, "a", base),
            update(2, "a", liked(base, two.add("a", 1)), "likes"),
            update(2, "b", liked(base, two.add("b", 5)), "likes"),
            update(2, "c", liked(base, two.add("c", -3)), "likes"));

    assertThat(CounterValue.of(map(row).find("likes")).sum()).isEqualTo(5);
  }

  @Test
  void counter_plainNumberOfForeignWriter_countsAsSetToIt() {
    CborMap base = document("likes", CounterValue.ZERO.add("a", 3).encode());

    CborValue row =
        row(
            put(1, "a", base),
            put(2, "js", document("likes", 10)),
            update(3, "a", liked(base, CounterValue.ZERO.add("a", 4)), "likes"));

    assertThat(CounterValue.of(map(row).find("likes")).sum()).isEqualTo(11);
  }

  @Test
  void counter_plainNumberThatWasNotChanged_isCarriedAlong() {
    CborMap base = document("title", "t", "likes", 7);

    CborValue row =
        row(
            put(1, "a", base),
            update(2, "a", document("title", "t", "likes", 9), "likes"),
            update(2, "b", document("title", "B", "likes", 7), "title"));

    assertThat(CounterValue.of(map(row).find("likes")).sum()).isEqualTo(9);
  }

  @Test
  void counter_afterRemove_startsAnew() {
    CborMap base = document("likes", CounterValue.ZERO.add("a", 3).encode());
    CborMap again = document("likes", CounterValue.ZERO.add("a", 1).encode());

    CborValue row = row(put(1, "a", base), delete(2, "a"), put(3, "a", again));

    assertThat(CounterValue.of(map(row).find("likes")).sum()).isEqualTo(1);
  }

  @Test
  void set_changedApart_mergesByElement() {
    SetValue start = SetValue.EMPTY.add("a", text("x")).add("a", text("y"));
    CborMap base = document("tags", start.encode());

    CborValue row =
        row(
            put(1, "a", base),
            update(2, "a", tagged(base, start.remove(text("x"))), "tags"),
            update(2, "b", tagged(base, start.add("b", text("z"))), "tags"));

    assertThat(SetValue.of(map(row).find("tags")).elements()).containsExactly(text("y"), text("z"));
  }

  @Test
  void set_plainListOfForeignWriter_countsAsSetToIt() {
    SetValue start = SetValue.EMPTY.add("a", text("x")).add("a", text("y"));

    CborValue row =
        row(
            put(1, "a", document("tags", start.encode())),
            put(2, "js", document("tags", texts("y", "z"))));

    assertThat(SetValue.of(map(row).find("tags")).elements()).containsExactly(text("y"), text("z"));
  }

  @Test
  void version_movedOneAfterTheOther_makesNoConflict() {
    List<MergeConflict> conflicts = new ArrayList<>();

    CborValue row =
        row(
            conflicts,
            RULE,
            put(1, "a", document("title", "t", "v", 0)),
            update(2, "a", document("title", "A", "v", 1), "title", "v"),
            update(3, "b", document("title", "B", "v", 2), "title", "v"));

    assertThat(row).isEqualTo(document("title", "B", "v", 2));
    assertThat(conflicts).isEmpty();
  }

  @Test
  void version_movedApart_becomesOneMoreAndNamesBothSides() {
    List<MergeConflict> conflicts = new ArrayList<>();
    CborMap base = document("title", "t", "text", "x", "v", 0);

    CborValue row =
        row(
            conflicts,
            RULE,
            put(1, "a", base),
            update(2, "a", document("title", "A", "text", "x", "v", 1), "title", "v"),
            update(2, "b", document("title", "t", "text", "B", "v", 1), "text", "v"));

    assertThat(row).isEqualTo(document("title", "A", "text", "B", "v", 2));
    assertThat(conflicts).hasSize(1);
    MergeConflict conflict = conflicts.get(0);
    assertThat(plain(conflict.earlier())).isEqualTo(document("title", "A", "text", "x", "v", 1));
    assertThat(plain(conflict.later())).isEqualTo(document("title", "t", "text", "B", "v", 1));
    assertThat(conflict.earlierVersion()).isEqualTo(new CborInt(1));
    assertThat(conflict.laterVersion()).isEqualTo(new CborInt(1));
    assertThat(conflict.ancestor()).isEqualTo(base);
  }

  @Test
  void version_baseThatTwoWritersMade_namesNoAncestor() {
    List<MergeConflict> conflicts = new ArrayList<>();

    row(
        conflicts,
        RULE,
        put(1, "a", document("title", "t", "v", 0)),
        update(2, "a", document("title", "A", "v", 1), "title", "v"),
        update(2, "b", document("title", "B", "v", 1), "title", "v"),
        update(3, "b", document("title", "BB", "v", 2), "title", "v"));

    assertThat(conflicts).hasSize(2);
    assertThat(conflicts.get(1).ancestor()).isNull();
  }

  @Test
  void version_foreignDocumentOfTheCurrentVersion_movesItWithoutConflict() {
    List<MergeConflict> conflicts = new ArrayList<>();

    CborValue row =
        row(
            conflicts,
            RULE,
            put(1, "a", document("title", "t", "v", 4)),
            put(2, "js", document("title", "js", "v", 4)));

    assertThat(row).isEqualTo(document("title", "js", "v", 5));
    assertThat(conflicts).isEmpty();
  }

  @Test
  void version_foreignDocumentOfAnOlderVersion_isConflict() {
    List<MergeConflict> conflicts = new ArrayList<>();

    CborValue row =
        row(
            conflicts,
            RULE,
            put(1, "a", document("title", "t", "v", 4)),
            update(2, "a", document("title", "A", "v", 5), "title", "v"),
            put(2, "js", document("title", "js", "v", 4)));

    assertThat(row).isEqualTo(document("title", "js", "v", 6));
    assertThat(conflicts).hasSize(1);
  }

  @Test
  void version_countedOnly_staysAndMakesNoConflict() {
    List<MergeConflict> conflicts = new ArrayList<>();
    CborMap base = document("v", 3, "likes", CounterValue.ZERO.encode());

    CborValue row =
        row(
            conflicts,
            RULE,
            put(1, "a", base),
            update(2, "a", liked(base, CounterValue.ZERO.add("a", 1)), "likes"),
            update(2, "b", liked(base, CounterValue.ZERO.add("b", 1)), "likes"));

    assertThat(map(row).find("v")).isEqualTo(new CborInt(3));
    assertThat(conflicts).isEmpty();
  }

  @Test
  void version_times_conflictByWhatTheyWereMadeFrom() {
    List<MergeConflict> conflicts = new ArrayList<>();

    CborValue row =
        row(
            conflicts,
            RULE,
            put(1, "a", document("v", "2026-01-01T00:00:00")),
            put(2, "a", from("2026-01-02T00:00:00", 2, "2026-01-01T00:00:00")),
            put(2, "b", from("2026-01-03T00:00:00", 2, "2026-01-01T00:00:00")));

    assertThat(map(row).find("v")).isEqualTo(text("2026-01-03T00:00:00.001"));
    assertThat(conflicts).hasSize(1);
  }

  @Test
  void version_noVersionAtAll_isTakenAsAbsent() {
    CborValue row =
        row(
            put(1, "js", document("title", "t", "v", CborNull.NULL)),
            put(2, "js", document("title", "t", "v", "soon")),
            update(3, "a", document("title", "A", "v", 1), "title", "v"));

    assertThat(row).isEqualTo(document("title", "A", "v", 1));
  }

  @Test
  void resolver_decides_itsAttributesCount() {
    MergeRule rule =
        new MergeRule(Set.of("likes"), Set.of(), "v", resolver(document("title", "both", "v", 99)));
    CborMap base = document("title", "t", "text", "x", "v", 0, "likes", 3);

    CborValue row =
        row(
            new ArrayList<>(),
            rule,
            put(1, "a", base),
            update(2, "a", document("title", "A", "v", 1), "title", "v"),
            update(2, "b", document("title", "B", "v", 1), "title", "v"));

    assertThat(map(row).toBuilder().remove("likes").build())
        .isEqualTo(document("title", "both", "v", 2));
    assertThat(CounterValue.of(map(row).find("likes")).sum()).isEqualTo(3);
  }

  @Test
  void resolver_answersNull_mergesByAttribute() {
    MergeRule rule = new MergeRule(Set.of(), Set.of(), "v", resolver(null));

    CborValue row =
        row(
            new ArrayList<>(),
            rule,
            put(1, "a", document("title", "t", "text", "x", "v", 0)),
            update(2, "a", document("title", "A", "text", "x", "v", 1), "title", "v"),
            update(2, "b", document("title", "t", "text", "B", "v", 1), "text", "v"));

    assertThat(row).isEqualTo(document("title", "A", "text", "B", "v", 2));
  }

  @Test
  void add_olderOperation_isRefused() {
    RowFold fold = RowFold.empty(RULE);
    fold.add(put(2, "a", document("title", "t")));

    assertThatThrownBy(() -> fold.add(FIRST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Operation is not newer");
  }

  @Test
  void rule_keyInTwoRoles_isRefused() {
    assertThatThrownBy(() -> new MergeRule(Set.of("v"), Set.of(), "v", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Key merges in two ways");
  }

  @Test
  void fingerprint_otherRule_differs() {
    assertThat(RULE.fingerprint())
        .isNotEqualTo(MergeRule.byAttribute().fingerprint())
        .isNotEqualTo(
            new MergeRule(Set.of("likes"), Set.of("tags"), "v", resolver(null)).fingerprint());
  }

  private static ConflictResolver resolver(@Nullable CborMap answer) {
    return new ConflictResolver() {
      @Override
      public @Nullable CborMap resolve(MergeConflict conflict, CborMap merged) {
        return answer;
      }

      @Override
      public String fingerprint() {
        return "fixed";
      }
    };
  }

  private static CborMap from(String version, long time, String base) {
    CborMap claim =
        CborMap.builder().put("at", time).put("keys", texts("v")).put("from", base).build();
    return document("v", version, "_changed", claim);
  }

  private static CborMap liked(CborMap base, CounterValue likes) {
    return base.toBuilder().put("likes", likes.encode()).build();
  }

  private static CborMap tagged(CborMap base, SetValue tags) {
    return base.toBuilder().put("tags", tags.encode()).build();
  }

  private static CborText text(String text) {
    return new CborText(text);
  }

  private static CborMap map(@Nullable CborValue row) {
    return (CborMap) requireNonNull(row);
  }

  private static @Nullable CborValue row(KeyOperation... oldestFirst) {
    return row(new ArrayList<>(), RULE, oldestFirst);
  }

  private static @Nullable CborValue row(
      List<MergeConflict> conflicts, MergeRule rule, KeyOperation... oldestFirst) {
    RowFold fold = RowFold.empty(rule);
    for (KeyOperation operation : oldestFirst) {
      MergeConflict conflict = fold.add(operation);
      if (conflict != null) {
        conflicts.add(conflict);
      }
    }
    return plain(fold.row());
  }
}
