package io.debros.store.storage;

import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A layer behaves like a storage that began with what lies below, which it never changes. */
class OverlayStorageTest {
  private static final Space LAYERS = new Space("layers");
  private static final Space SPACE = StorageContract.SPACE;

  private final MemoryStorage base = new MemoryStorage();
  private final OverlayStorage overlay = layer((byte) 1);

  @Test
  void write_anyBatch_behavesLikeSortedMap() {
    Property.check(300, random -> StorageLaw.behavesLikeSortedMap(overlay, random));
  }

  @Test
  void write_overRowsOfTheBase_leavesTheBaseAsItWas() {
    base.write(batch("a", "0").put(SPACE, key("b"), key("0")).put(SPACE, key("c"), key("0")));

    overlay.write(batch("a", "1").delete(SPACE, key("b")).put(SPACE, key("d"), key("1")));

    assertThat(rows(overlay)).containsExactly("a=1", "c=0", "d=1");
    assertThat(rows(base)).containsExactly("a=0", "b=0", "c=0");
    assertThat(overlay.get(SPACE, key("b"))).isNull();
    assertThat(overlay.get(SPACE, key("c"))).isEqualTo(key("0"));
  }

  @Test
  void deleteRange_overRowsOfBoth_hidesBoth() {
    base.write(batch("a", "0").put(SPACE, key("b"), key("0")).put(SPACE, key("c"), key("0")));
    overlay.write(batch("ab", "1"));

    overlay.write(
        new StorageBatch()
            .deleteRange(SPACE, new KeyRange(key("a"), key("c")))
            .put(SPACE, key("b"), key("2")));

    assertThat(rows(overlay)).containsExactly("b=2", "c=0");
    assertThat(rows(base)).containsExactly("a=0", "b=0", "c=0");
  }

  /** Somebody else may remove it from the base. */
  @Test
  void write_whatTheBaseHas_isInTheLayerToo() {
    base.write(batch("a", "0"));

    overlay.write(batch("a", "0"));
    base.write(new StorageBatch().delete(SPACE, key("a")));

    assertThat(rows(overlay)).containsExactly("a=0");
  }

  @Test
  void write_oneKeyTwiceAndBackToWhatIsThere_laterCounts() {
    base.write(batch("a", "0"));

    overlay.write(batch("a", "1").put(SPACE, key("a"), key("0")));

    assertThat(rows(overlay)).containsExactly("a=0");
  }

  @Test
  void discard_oneLayer_leavesTheOthers() {
    OverlayStorage other = layer((byte) 2);
    overlay.write(batch("a", "1"));
    other.write(batch("a", "2"));
    StorageBatch batch = new StorageBatch();

    overlay.discard(batch);
    base.write(batch);

    assertThat(rows(overlay)).isEmpty();
    assertThat(rows(other)).containsExactly("a=2");
  }

  @Test
  void spaces_ofSnapshot_holdThoseOfLayerAndBase() {
    base.write(new StorageBatch().put(new Space("low"), key("a"), key("0")));
    overlay.write(batch("a", "1").put(new Space("high"), key("a"), key("0")));

    try (StorageSnapshot moment = overlay.snapshot()) {
      assertThat(moment.spaces()).contains(SPACE, new Space("low"), new Space("high"));
    }
  }

  @Test
  void snapshot_writtenAfterwards_showsTheMoment() {
    overlay.write(batch("a", "1"));
    try (StorageSnapshot moment = overlay.snapshot()) {
      overlay.write(batch("a", "2"));
      base.write(batch("b", "2"));

      assertThat(StorageContract.rows(moment, KeyRange.all(), ASCENDING)).containsExactly("a=1");
      assertThat(moment.get(SPACE, key("b"))).isNull();
    }
  }

  private OverlayStorage layer(byte number) {
    return new OverlayStorage(base, LAYERS, new byte[] {number});
  }

  private static List<String> rows(Storage storage) {
    return new ArrayList<>(StorageContract.rows(storage, KeyRange.all(), ASCENDING));
  }

  private static StorageBatch batch(String key, String value) {
    return new StorageBatch().put(SPACE, key(key), key(value));
  }

  private static byte[] key(String text) {
    return StorageContract.key(text);
  }
}
