package io.debros.jpa.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainEqualityTest {
  @Test
  void equal_nestedValues_comparesContent() {
    Map<String, Object> left = Map.of("list", List.of(1L, Map.of("bytes", new byte[] {1, 2})));
    Map<String, Object> right = Map.of("list", List.of(1L, Map.of("bytes", new byte[] {1, 2})));

    assertThat(PlainEquality.equal(left, right)).isTrue();
  }

  @Test
  void equal_differentValues_isFalse() {
    assertThat(PlainEquality.equal(new byte[] {1}, new byte[] {2})).isFalse();
    assertThat(PlainEquality.equal(List.of(1L, 2L), List.of(2L, 1L))).isFalse();
    assertThat(PlainEquality.equal(List.of(1L), List.of(1L, 2L))).isFalse();
    assertThat(PlainEquality.equal(Map.of("a", 1L), Map.of("b", 1L))).isFalse();
    assertThat(PlainEquality.equal(1L, 1.0)).isFalse();
    assertThat(PlainEquality.equal(null, 1L)).isFalse();
  }

  @Test
  void equal_nullAndAbsentKey_differ() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("a", null);

    assertThat(PlainEquality.equal(withNull, Map.of())).isFalse();
    assertThat(PlainEquality.equal(null, null)).isTrue();
  }
}
