package io.debros.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageReader.Direction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyValueDatabaseTest {
  private final DatabaseFixture fixture = new DatabaseFixture();
  private final KeyValueDatabase settings =
      fixture.node.openKeyValue("settings", DatabaseOptions.defaults());

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void put_again_replacesTheValueAndMovesTheKeyToTheEnd() {
    settings.put("a", new CborInt(1));
    settings.put("b", new CborInt(2));
    settings.put("a", new CborText("one"));

    assertThat(settings.type()).isEqualTo("keyvalue");
    assertThat(settings.find("a")).isEqualTo(new CborText("one"));
    assertThat(settings.all()).extracting(Row::key).containsExactly("b", "a");
    assertThat(settings.count()).isEqualTo(2);
  }

  @Test
  void put_null_isAValue() {
    settings.put("nothing", CborNull.NULL);

    assertThat(settings.get("nothing")).isEqualTo(CborNull.NULL);
    assertThat(settings.all()).extracting(Row::value).containsExactly(CborNull.NULL);
  }

  @Test
  void put_javaNull_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.put("a", null))
        .withMessage("Value is null {address=%s}. Give one.", settings.address());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.put(null, CborNull.NULL))
        .withMessage("Key is null {address=%s}. Give one.", settings.address());
    assertThat(settings.heads()).isEmpty();
  }

  @Test
  void delete_presentOrAbsent_isWritten() {
    settings.put("a", new CborInt(1));

    Cid present = settings.delete("a");
    Cid absent = settings.delete("never");

    assertThat(settings.find("a")).isNull();
    assertThat(settings.count()).isZero();
    assertThat(settings.log().values())
        .extracting(entry -> entry.hash())
        .contains(present, absent)
        .hasSize(3);
  }

  @Test
  void get_absent_saysWhatToDo() {
    assertThatThrownBy(() -> settings.get("never"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Key has no value in the database {key=never, address=%s}."
                + " Ask with find(key) for what may be absent.",
            settings.address());
  }

  @Test
  void putAll_fullDisk_writesNothingOrAll() {
    Map<String, CborValue> values = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      values.put("k" + i, new CborInt(i));
    }
    fixture.storage.fillDisk();
    assertThatThrownBy(() -> settings.putAll(values)).isInstanceOf(StorageException.class);
    assertThat(settings.count()).isZero();
    assertThat(settings.heads()).isEmpty();
    fixture.storage.freeDisk();

    List<Cid> hashes = settings.putAll(values);

    assertThat(settings.all()).extracting(Row::hash).isEqualTo(hashes);
    assertThat(settings.all()).extracting(Row::key).containsExactlyElementsOf(values.keySet());
    assertThat(settings.log().values()).hasSize(20);
  }

  @Test
  void iterator_amounts_countShownKeys() {
    for (String key : List.of("a", "ü", "b", "Z")) {
      settings.put(key, new CborText(key));
    }
    settings.delete("b");

    assertThat(keys(settings.iterator(-1))).containsExactly("Z", "ü", "a");
    assertThat(keys(settings.iterator(2))).containsExactly("Z", "ü");
    assertThat(keys(settings.iterator(0))).isEmpty();
    assertThat(keys(settings.byKey(Direction.DESCENDING, -1))).containsExactly("ü", "a", "Z");
    assertThat(keys(settings.byKey(Direction.ASCENDING, 1))).containsExactly("Z");
    assertThat(keys(settings.byKey("ü", Direction.DESCENDING, -1))).containsExactly("ü");
    settings.put("ab", new CborText("ab"));
    assertThat(keys(settings.byKey("a", Direction.DESCENDING, -1))).containsExactly("ab", "a");
    assertThat(keys(settings.byKey("a", Direction.ASCENDING, 1))).containsExactly("a");
    assertThat(keys(settings.byKey("b", Direction.ASCENDING, -1))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.iterator(-2))
        .withMessage("Amount is negative {amount=-2}. Give a number of rows, or -1 for all.");
  }

  @Test
  void transaction_overSeveralTypes_writesAllOfThemOrNothing() {
    DocumentDatabase places = fixture.open("places");
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(settings, places))) {
      transaction.put(settings, "a", new CborInt(1));
      transaction.delete(settings, "b");
      transaction.put(places, DatabaseFixture.document("x", "Rome"));
      assertThat(transaction.find(settings, "a")).isNotNull();
      assertThat(settings.find("a")).isNull();

      transaction.commit();
    }

    assertThat(settings.get("a")).isEqualTo(new CborInt(1));
    assertThat(settings.log().values()).hasSize(2);
    assertThat(places.count()).isEqualTo(1);
  }

  @Test
  void openDocuments_ofAKeyValueDatabase_isRefused() {
    String address = settings.address().toString();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.node.openDocuments(address, DocumentOptions.defaults()))
        .withMessage(
            "Database is of another type {address=%s, type=keyvalue, asked=documents}."
                + " Open it as what it is.",
            address);
    assertThat(fixture.node.open(address)).isSameAs(settings);
    assertThat(fixture.node.open("settings")).isSameAs(settings);
  }

  private static List<String> keys(RowCursor<Row> rows) {
    return rows.toList().stream().map(Row::key).toList();
  }
}
