package io.debros.store.merge;

import static io.debros.store.merge.Operations.document;
import static io.debros.store.merge.Operations.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Documents that are made to hurt whoever merges them. */
class HostileRowTest {
  private static final MergeRule RULE = new MergeRule(Set.of(), Set.of("tags"), "v", null);

  @Test
  void row_versionAtTheEndOfTime_stopsThere() {
    String last = "+999999999-12-31T23:59:59.999999999";

    CborMap row =
        (CborMap)
            RowFold.rowOf(
                RULE,
                List.of(
                    put(1, "a", document("v", last)),
                    put(2, "b", document("v", "2026-01-01T00:00:00")),
                    put(3, "c", document("v", last))));

    assertThat(row).isEqualTo(document("v", last));
  }

  /** Takes minutes if each element costs as much as the set is long. */
  @Test
  void row_plainListAsLongAsAnEntryMayBe_isASet() {
    int elements = 100_000;
    CborValue list =
        new CborList(
            LongStream.range(0, elements)
                .<CborValue>mapToObj(number -> new CborInt(number))
                .toList());

    CborMap row =
        (CborMap)
            RowFold.rowOf(
                RULE,
                List.of(
                    put(1, "a", document("tags", list)),
                    put(2, "b", document("tags", CborList.of(new CborInt(7))))));

    assertThat(SetValue.of(row.find("tags")).elements()).containsExactly(new CborInt(7));
  }
}
