package io.debros.jpa.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentOptions;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One entity, placed differently by each class here, in one directory. */
class ReshardTest {
  @TempDir private Path directory;

  @MappedSuperclass
  abstract static class Base {
    @Id String id = "1";
    String city = "Paris";
  }

  @Entity(name = "Item")
  static class Plain extends Base {}

  @Entity(name = "Item")
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2))
  static class Two extends Base {}

  /** Where {@link Two} is; the new attribute does not count. */
  @Entity(name = "Item")
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2, key = "id"))
  static class TwoAgain extends Base {
    int more;
  }

  @Entity(name = "Item")
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4))
  static class Four extends Base {}

  @Entity(name = "Item")
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2, key = "city"))
  static class ByCity extends Base {}

  @Entity(name = "Item")
  @Model(
      sharding =
          @Sharding(
              strategy = Strategy.RANGE,
              key = "id",
              ranges = {"h"}))
  static class Ranged extends Base {}

  @Entity(name = "Item")
  @Model(
      sharding =
          @Sharding(
              strategy = Strategy.RANGE,
              key = "id",
              ranges = {"m"}))
  static class RangedLater extends Base {}

  @Entity(name = "Item")
  @Model(scope = Scope.USER)
  static class Owned extends Base {
    @Owner String writer = "ada";
  }

  @Entity(name = "Item")
  @Model(scope = Scope.USER)
  static class OwnedByReader extends Base {
    @Owner String reader = "bob";
    String writer;
  }

  @ParameterizedTest
  @ValueSource(classes = {Plain.class, Four.class, ByCity.class, Ranged.class, Owned.class})
  void start_placedOtherwiseWithRows_isRefused(Class<?> changed) {
    fill(new Two());

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(changed))
        .withMessageStartingWith("Entity has rows and is placed differently now {entity=Item")
        .withMessageContaining("stored=scope=GLOBAL, strategy=HASH, count=2, key=_id")
        .withMessageContaining("asked=scope=")
        .withMessageContaining("Set scope, sharding and owner back");
  }

  @Test
  void start_unsharded_thenSharded_isRefused() {
    fill(new Plain());

    assertRefused(Two.class);
  }

  @Test
  void start_otherSplitPoints_isRefused() {
    fill(new Ranged());

    assertRefused(RangedLater.class);
  }

  @ParameterizedTest
  @ValueSource(classes = {Plain.class, OwnedByReader.class})
  void start_ownersRowsPlacedOtherwise_isRefused(Class<?> changed) {
    fill(new Owned());

    assertRefused(changed);
  }

  @Test
  void start_setBack_worksAgain() {
    fill(new Two());
    assertRefused(Four.class);

    try (EntityManagerFactory factory = open(TwoAgain.class)) {
      TestUnits.read(
          factory, manager -> assertThat(manager.find(TwoAgain.class, "1").city).isNotNull());
    }
  }

  @Test
  void start_placedOtherwiseWithoutRows_isTheNewPlacement() {
    open(Two.class).close();

    fill(new Four());

    assertRefused(Two.class);
    assertThat(count(Four.class)).isEqualTo(1);
  }

  @Test
  void start_rowsRemoved_mayBePlacedOtherwise() {
    fill(new Two());
    try (EntityManagerFactory factory = open(Two.class)) {
      factory.runInTransaction(manager -> manager.remove(manager.find(Two.class, "1")));
    }

    assertThat(count(Owned.class)).isZero();
  }

  @Test
  void start_rowsWithoutRecord_areAcceptedAndRecorded() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      node.openDocuments("global-item", DocumentOptions.defaults())
          .put(CborMap.builder().put("_id", "1").build());
    }

    assertThat(count(Plain.class)).isEqualTo(1);

    assertRefused(Two.class);
  }

  @Test
  void start_otherNamespace_isAnotherModel() {
    fill(new Two());

    try (EntityManagerFactory factory =
        TestUnits.open(
            TestUnits.configuration(Four.class)
                .property("debros.directory", directory.toString())
                .property("debros.namespace", "x"))) {
      TestUnits.read(factory, manager -> assertThat(TestUnits.list(manager, Four.class)).isEmpty());
    }
  }

  @Test
  void start_recordUnreadable_isRefused() {
    open(Two.class).close();
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(node.findNote("item.placement"))
          .isEqualTo("scope=GLOBAL, strategy=HASH, count=2, key=_id".getBytes(UTF_8));
      node.putNote("item.placement", "scope=MOON, strategy=HASH, count=2".getBytes(UTF_8));
    }

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(Two.class))
        .withMessageContaining("cannot be read {entity=Item, stored=scope=MOON");
  }

  private void assertRefused(Class<?> changed) {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> open(changed))
        .withMessageContaining("placed differently");
  }

  private void fill(Base item) {
    try (EntityManagerFactory factory = open(item.getClass())) {
      TestUnits.persist(factory, item);
    }
  }

  private int count(Class<?> type) {
    try (EntityManagerFactory factory = open(type);
        EntityManager manager = factory.createEntityManager()) {
      return TestUnits.list(manager, type).size();
    }
  }

  private EntityManagerFactory open(Class<?> type) {
    return TestUnits.onDisk(directory, type);
  }
}
