package io.debros.jpa.shard;

import static io.debros.jpa.query.QueryFixture.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.QueryFixture;
import io.debros.jpa.query.Shop.Note;
import io.debros.jpa.query.Shop.Parcel;
import io.debros.jpa.query.Shop.Post;
import io.debros.jpa.query.Shop.Profile;
import io.debros.jpa.query.Shop.Purchase;
import io.debros.jpa.query.Shop.User;
import io.debros.jpa.query.plan.IndexCatalog.Automatic;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardRouterTest {
  private final QueryFixture shop = QueryFixture.shop();
  private final ShardRouter router = shop.router();

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "user123, 2, 1",
    "user123, 4, 3",
    "alice, 2, 1",
    "alice, 4, 1",
    "charlie, 2, 0",
    "charlie, 4, 0",
    "charlie, 8, 4"
  })
  void hash_examplesOfTheSpecification_giveTheirShards(String key, int count, int shard) {
    assertThat(ShardKey.hash(key, count)).isEqualTo(shard);
  }

  @Test
  void nameFor_everyPlacement_isAsSpecified() {
    assertThat(name(Profile.class, document(1L))).isEqualTo("global-profile");
    assertThat(name(User.class, document("user123"))).isEqualTo("global-user-shard-3");
    assertThat(name(Note.class, document("n", "userId", "ada"))).isEqualTo("ada-note");
    assertThat(name(Post.class, document("charlie", "ownerId", "ada")))
        .isEqualTo("ada-post-shard-0");
    assertThat(name(Purchase.class, document(1L, "customer", "alice")))
        .isEqualTo("global-purchase-shard-1");
  }

  @Test
  void nameFor_namespace_standsInFront() {
    try (QueryFixture other = new QueryFixture("x", Automatic.ON, Note.class)) {
      Document note = document("n", "userId", "ada");

      assertThat(other.router().nameFor(other.model(Note.class), note)).isEqualTo("x-ada-note");
    }
  }

  @Test
  void nameFor_ownerWithSpecialCharacters_isPercentEncodedAndFoundAgain() {
    shop.put(Note.class, document("n", "userId", "Zoë/x y~"), document("m", "userId", "a-b"));

    assertThat(shop.stores().names()).contains("Zo%C3%AB%2Fx%20y~-note", "a-b-note");
    assertThat(router.owners(shop.model(Note.class))).containsExactly("Zoë/x y~", "a-b");
  }

  @Test
  void nameFor_rangesOfANumber_compareAsNumbers() {
    assertThat(name(Parcel.class, document("p", "weight", 8L))).isEqualTo("global-parcel-shard-0");
    assertThat(name(Parcel.class, document("p", "weight", 9L))).isEqualTo("global-parcel-shard-1");
    assertThat(name(Parcel.class, document("p", "weight", 10L))).isEqualTo("global-parcel-shard-1");
    assertThat(name(Parcel.class, document("p", "weight", 100L)))
        .isEqualTo("global-parcel-shard-2");
  }

  @Test
  void nameFor_integralDouble_goesWhereItsStoredIntegerGoes() {
    Document unsaved = document(1L, "customer", 7.0);
    Document stored = document(1L, "customer", 7L);

    assertThat(name(Purchase.class, unsaved)).isEqualTo(name(Purchase.class, stored));
  }

  @Test
  void storeFor_rowWithoutOwner_namesEntityAndAttribute() {
    assertThatThrownBy(() -> name(Note.class, document("n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Row has no value that says where it lives {entity=Note, attribute=userId}."
                + " Set userId before the entity is persisted.");
    assertThatThrownBy(() -> name(Purchase.class, document(1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Row has no value that says where it lives {entity=Purchase, attribute=customer}."
                + " Set customer before the entity is persisted.");
  }

  @Test
  void storeFor_emptyOwnerOrMapAsKey_isRefused() {
    assertThatThrownBy(() -> name(Note.class, document("n", "userId", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Owner is empty. Give the owner a text of at least one character.");
    assertThatThrownBy(() -> name(Purchase.class, document(1L, "customer", Map.of("a", 1L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Value picks no shard {entity=Purchase, attribute=customer}."
                + " Shard by a text, a number or a boolean.");
  }

  @Test
  void storesFor_unknownOwner_createsNoDatabase() {
    EntityModel note = shop.model(Note.class);
    ShardSelection nobody = router.select(note, new Constraints(null, List.of("nobody"), null));

    assertThat(router.storesFor(note, nobody)).isEmpty();
    assertThat(shop.stores().names()).isEmpty();
  }

  @Test
  void openAll_globalModel_createsItsShards() {
    assertThat(router.openAll(shop.model(User.class)))
        .extracting(DocumentStore::name)
        .containsExactly(
            "global-user-shard-0",
            "global-user-shard-1",
            "global-user-shard-2",
            "global-user-shard-3");
  }

  @Test
  void storesForId_idThatDoesNotTellTheDatabase_findsItByTheIdIndex() {
    shop.put(Post.class, document("p1", "ownerId", "ada"), document("p2", "ownerId", "bob"));
    EntityModel post = shop.model(Post.class);

    try (DocumentSnapshot now = shop.stores().snapshot()) {
      assertThat(router.storesForId(post, now, new RowId("p2", "p2")))
          .extracting(DocumentStore::name)
          .singleElement()
          .asString()
          .startsWith("bob-post-shard-");
      assertThat(router.storesForId(post, now, new RowId("p3", "p3"))).isEmpty();
    }
  }

  @Test
  void nameFor_splitPointThatIsNoNumber_isRefused() {
    try (QueryFixture other = new QueryFixture(NotNumbers.class)) {
      Document row = document("p", "weight", 1L);

      assertThatThrownBy(() -> other.router().nameFor(other.model(NotNumbers.class), row))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Split point is not a number {entity=NotNumbers, attribute=weight, point=heavy}."
                  + " Give split points of the attribute's type.");
    }
  }

  private String name(Class<?> entity, Document row) {
    return router.nameFor(shop.model(entity), row);
  }

  @Entity
  @Model(sharding = @Sharding(strategy = Strategy.RANGE, key = "weight", ranges = "heavy"))
  static class NotNumbers {
    @Id String id;
    int weight;
  }
}
