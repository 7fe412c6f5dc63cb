package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.byCity;
import static io.debros.store.database.DatabaseFixture.bytes;
import static io.debros.store.database.DatabaseFixture.document;
import static io.debros.store.database.DatabaseFixture.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.StorageException;
import io.debros.store.index.ValueRange;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** putAll and load: what is one batch, and what is not. */
class BulkWriteTest {
  private final DatabaseFixture fixture = new DatabaseFixture();
  private final DocumentDatabase places = fixture.open("places", byCity());

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void putAll_documents_isOneBatchWithOneEntryForEach() {
    List<CborMap> documents =
        List.of(document("a", "Rome"), document("b", "Oslo"), document("a", "Oslo"));

    List<Cid> hashes = places.putAll(documents);

    assertThat(places.log().values()).extracting(Entry::hash).isEqualTo(hashes);
    assertThat(places.get("a").value()).isEqualTo(document("a", "Oslo"));
    assertThat(places.count()).isEqualTo(2);
    try (StorageSnapshot now = fixture.node.snapshot()) {
      ValueRange oslo = ValueRange.of(bytes("Oslo"));
      assertThat(keys(places.view(now).scan("city", oslo, Direction.ASCENDING)))
          .containsExactly("a", "b");
    }
  }

  @Test
  void putAll_oneDocumentWithoutKey_writesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> places.putAll(List.of(document("a", "Rome"), CborMap.of())))
        .withMessageContaining("Document lacks the field that holds its key");

    assertThat(places.heads()).isEmpty();
    assertThat(places.count()).isZero();
  }

  @Test
  void putAll_nothing_writesNothing() {
    assertThat(places.putAll(List.of())).isEmpty();
    assertThat(places.load(List.<CborMap>of().iterator())).isZero();
    assertThat(places.heads()).isEmpty();
  }

  @Test
  void load_documents_areWrittenInBatchesOfAThousand() {
    fixture.storage.fillDiskAfter(2);

    assertThatThrownBy(
            () ->
                places.load(
                    IntStream.range(0, 10_000).mapToObj(i -> document("k" + i, "Rome")).iterator()))
        .isInstanceOf(StorageException.class);

    fixture.storage.freeDisk();
    assertThat(places.count()).isEqualTo(2_000);
    assertThat(places.log().values()).hasSize(2_000);
  }

  @Test
  void load_largeDocuments_areWrittenInBatchesOfFourMebibytes() {
    String large = "x".repeat(1 << 20);
    fixture.storage.fillDiskAfter(2);

    assertThatThrownBy(
            () ->
                places.load(
                    IntStream.range(0, 100).mapToObj(i -> document("k" + i, large)).iterator()))
        .isInstanceOf(StorageException.class);

    fixture.storage.freeDisk();
    assertThat(places.count()).isEqualTo(8);
  }

  @Test
  void load_keysAndValues_areAllThere() {
    KeyValueDatabase values = fixture.node.openKeyValue("values", DatabaseOptions.defaults());

    long loaded =
        values.load(
            IntStream.range(0, 1_500)
                .mapToObj(i -> Map.entry("k" + i % 1_400, new CborInt(i)))
                .iterator());

    assertThat(loaded).isEqualTo(1_500);
    assertThat(values.count()).isEqualTo(1_400);
    assertThat(values.get("k0")).isEqualTo(new CborInt(1_400));
    assertThat(values.find("k1400")).isNull();
    values.put("k0", new CborText("later"));
    assertThat(values.iterator(1).toList()).extracting(Row::key).containsExactly("k0");
  }
}
