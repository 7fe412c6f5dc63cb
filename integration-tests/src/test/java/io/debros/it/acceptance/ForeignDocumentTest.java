package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.acceptance.shop.Item;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.orm.jpa.JpaSystemException;

/** Documents that others wrote, read as entities. */
class ForeignDocumentTest {
  private static final String DATABASE = "global-item-shard-0";

  /** Ids that belong to shard 0 of 4, see the specification of sharding. */
  private static final String FOREIGN = "charlie";

  @TempDir Path directory;

  @BeforeEach
  void fill() {
    try (Shop shop = Shop.in(directory)) {
      for (int i = 0; i < 20; i++) {
        shop.items().save(new Item("ours" + i, "ours", i));
      }
    }
  }

  @Test
  void document_lackingAttributes_isReadWithDefaultsAndCanBeChanged() {
    write(database -> database.put(document().put("name", "theirs").build()));

    try (Shop shop = Shop.in(directory)) {
      Item theirs = shop.items().findById(FOREIGN).orElseThrow();
      assertThat(theirs.getName()).isEqualTo("theirs");
      assertThat(theirs.getStock()).isZero();
      assertThat(theirs.isListed()).isFalse();
      assertThat(shop.items().findByNameStartingWith("the")).hasSize(1);
      assertThat(shop.items().findAll()).hasSize(21);

      shop.inTransaction(() -> shop.items().findById(FOREIGN).orElseThrow().setStock(7));
      theirs = shop.items().findById(FOREIGN).orElseThrow();
      theirs.setStock(8);
      shop.items().save(theirs);

      assertThat(shop.items().findById(FOREIGN).orElseThrow().getStock()).isEqualTo(8);
      shop.items().deleteById(FOREIGN);
      assertThat(shop.items().count()).isEqualTo(20);
    }
  }

  @Test
  void document_lackingItsVersion_canBeSavedDetached() {
    write(database -> database.put(document().put("name", "theirs").put("stock", 1).build()));

    try (Shop shop = Shop.in(directory)) {
      Item theirs = shop.items().findById(FOREIGN).orElseThrow();
      theirs.setStock(8);
      shop.items().save(theirs);

      assertThat(shop.items().findById(FOREIGN).orElseThrow().getStock()).isEqualTo(8);
    }
  }

  @Test
  void document_withMoreThanWeKnow_keepsItThroughAnUpdate() {
    CborList more = CborList.of(new CborText("a"), new CborText("b"));
    write(database -> database.put(document().put("stock", 1).put("colours", more).build()));

    try (Shop shop = Shop.in(directory)) {
      shop.inTransaction(() -> shop.items().findById(FOREIGN).orElseThrow().setStock(2));
    }

    write(
        database -> {
          CborMap document = database.get(FOREIGN).value();
          assertThat(document.find("colours")).isEqualTo(more);
          assertThat(document.find("stock")).hasToString("CborInt[value=2]");
        });
  }

  @Test
  void document_mistyped_failsAloneAndNamesItsPlace() {
    write(database -> database.put(document().put("name", "theirs").put("stock", "many").build()));

    try (Shop shop = Shop.in(directory)) {
      String message =
          "Stored value does not fit its attribute {entity=Item, database="
              + DATABASE
              + ", id=charlie, key=stock, expected=an integer within the range of int, found=text}. Correct the document, or"
              + " change the type of the attribute.";
      assertThatThrownBy(() -> shop.items().findById(FOREIGN))
          .isInstanceOf(JpaSystemException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> shop.items().findAll()).hasMessage(message);
      assertThatThrownBy(() -> shop.items().findByNameStartingWith("the")).hasMessage(message);
      assertThat(shop.items().count()).isEqualTo(21);
      assertThat(shop.items().existsById(FOREIGN)).isTrue();
      assertThat(shop.items().findByStockGreaterThanEqual(10)).hasSize(10);
      assertThat(shop.items().findByNameStartingWith("ours")).hasSize(20);
      for (int i = 0; i < 20; i++) {
        assertThat(shop.items().findById("ours" + i).orElseThrow().getStock()).isEqualTo(i);
      }
    }
  }

  @Test
  void document_nullWhereNoneCanBe_saysSo() {
    write(database -> database.put(document().put("stock", CborNull.NULL).build()));

    try (Shop shop = Shop.in(directory)) {
      assertThatThrownBy(() -> shop.items().findById(FOREIGN))
          .hasMessage(
              "Stored value does not fit its attribute {entity=Item, database="
                  + DATABASE
                  + ", id=charlie, key=stock, expected=int, found=null}. Correct the document, or"
                  + " use the wrapper type, which can be null.");
    }
  }

  @Test
  void document_outOfTheTypesRange_isNotCutOff() {
    write(database -> database.put(document().put("stock", 1L << 40).build()));

    try (Shop shop = Shop.in(directory)) {
      assertThatThrownBy(() -> shop.items().findById(FOREIGN))
          .hasMessageStartingWith("Stored value does not fit its attribute {entity=Item")
          .hasMessageContaining("key=stock, expected=an integer within the range of int");
    }
  }

  @Test
  void document_mistyped_isRepairedByWritingItAgain() {
    write(database -> database.put(document().put("stock", "many").build()));
    write(database -> database.put(document().put("stock", 5).build()));

    try (Shop shop = Shop.in(directory)) {
      assertThat(shop.items().findById(FOREIGN).orElseThrow().getStock()).isEqualTo(5);
      assertThat(shop.items().findAll()).hasSize(21);
    }
  }

  @Test
  void database_importedFromAPeer_isFoundByOurIndexes(@TempDir Path shared) {
    try (Shop shop = Shop.openTo(shared, "*")) {
      shop.items().save(new Item("ours", "ours", 1));
    }
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    try (DebrosNode peer = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase theirs =
          peer.openDocuments(DATABASE, DocumentOptions.defaults().withWrite(List.of("*")));
      theirs.put(document().put("name", "theirs").put("stock", 77).put("listed", true).build());
      peer.exportCar(theirs.address(), car);
    }

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(shared))) {
      node.importCar(new ByteArrayInputStream(car.toByteArray()));
    }

    try (Shop shop = Shop.openTo(shared, "*")) {
      assertThat(shop.items().findByStockGreaterThanEqual(10))
          .extracting(Item::getId)
          .containsExactly(FOREIGN);
      assertThat(shop.items().findByListed(true)).hasSize(2);
      assertThat(shop.items().findById(FOREIGN).orElseThrow().getName()).isEqualTo("theirs");
    }
  }

  private static CborMap.Builder document() {
    return CborMap.builder().put("_id", FOREIGN);
  }

  /** Writes beside the application, as any OrbitDB peer with its rights can. */
  private void write(Consumer<DocumentDatabase> work) {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      work.accept(node.openDocuments(DATABASE, DocumentOptions.defaults()));
    }
  }
}
