package io.debros.store.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageValuesTest {
  private static final Space SPACE = new Space("things");

  @Test
  void space_badName_isRefused() {
    for (String name : new String[] {"", "Upper", "under_score", "-hyphen", "nine9", "a b"}) {
      assertThatThrownBy(() -> new Space(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("name=" + name);
    }
  }

  @Test
  void prefix_everyShape_endsAfterItsLastKey() {
    assertThat(KeyRange.prefix(new byte[] {1, 2})).isEqualTo(range(new byte[] {1, 2}, 1, 3));
    assertThat(KeyRange.prefix(new byte[] {1, -1, -1})).isEqualTo(range(new byte[] {1, -1, -1}, 2));
    assertThat(KeyRange.prefix(new byte[] {127})).isEqualTo(range(new byte[] {127}, -128));
    assertThat(KeyRange.prefix(new byte[] {-1}).to()).isNull();
    assertThat(KeyRange.prefix(new byte[0])).isEqualTo(KeyRange.all());
  }

  @Test
  void range_containsAndEmpty_followItsBounds() {
    KeyRange range = range(new byte[] {2}, -128);

    assertThat(range.contains(new byte[] {2})).isTrue();
    assertThat(range.contains(new byte[] {127, -1})).isTrue();
    assertThat(range.contains(new byte[] {-128})).isFalse();
    assertThat(range.contains(new byte[] {1, 9})).isFalse();
    assertThat(range.isEmpty()).isFalse();
    assertThat(range(new byte[] {3}, 3).isEmpty()).isTrue();
    assertThat(KeyRange.all().isEmpty()).isFalse();
    assertThat(range).hasToString("[02, 80)").hasSameHashCodeAs(range(new byte[] {2}, -128));
    assertThat(KeyRange.all()).hasToString("[, end)").isNotEqualTo(range);
  }

  @Test
  void batch_countsWritesAndBytes() {
    StorageBatch batch = new StorageBatch();
    assertThat(batch.isEmpty()).isTrue();

    batch.put(SPACE, new byte[2], new byte[3]).delete(SPACE, new byte[4]);

    assertThat(batch.isEmpty()).isFalse();
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.byteCount()).isEqualTo(9);
  }

  private static KeyRange range(byte[] from, int... to) {
    byte[] end = new byte[to.length];
    for (int i = 0; i < to.length; i++) {
      end[i] = (byte) to[i];
    }
    return new KeyRange(from, end);
  }
}
