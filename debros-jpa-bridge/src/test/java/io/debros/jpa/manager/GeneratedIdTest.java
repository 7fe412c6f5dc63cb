package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GeneratedIdTest {
  private static final Map<String, Object> TIME_ORDERED =
      Map.of("debros.id.numeric", "time-ordered");

  @Test
  void open_generatedIntegerTimeOrdered_isRefused() {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> TestUnits.inMemory(TIME_ORDERED, IntId.class))
        .withMessageContaining("{entity=IntId, attribute=id, type=int}")
        .withMessageContaining("debros.id.numeric=blocks");
  }

  @Test
  void persist_longTimeOrdered_growsAndIsFound() {
    try (EntityManagerFactory factory = TestUnits.inMemory(TIME_ORDERED, LongId.class)) {
      LongId first = new LongId();
      LongId second = new LongId();
      TestUnits.persist(factory, first, second);

      assertThat(first.id).isPositive();
      assertThat(second.id).isGreaterThan(first.id);
      TestUnits.read(
          factory, manager -> assertThat(manager.find(LongId.class, second.id)).isNotNull());
    }
  }

  @Test
  void persist_uuid_isVersionSevenOrAsTheStrategySays() {
    try (EntityManagerFactory factory = TestUnits.inMemory(UuidId.class, RandomId.class)) {
      UuidId ordered = new UuidId();
      RandomId random = new RandomId();
      TestUnits.persist(factory, ordered, random);

      assertThat(ordered.id.version()).isEqualTo(7);
      assertThat(random.id.version()).isEqualTo(4);
      TestUnits.read(
          factory,
          manager -> {
            assertThat(manager.find(UuidId.class, ordered.id)).isNotNull();
            assertThat(manager.find(RandomId.class, random.id)).isNotNull();
          });
    }
  }

  @Test
  void persist_generatedIdThatIsSet_isKept() {
    try (EntityManagerFactory factory = TestUnits.inMemory(UuidId.class)) {
      UuidId chosen = new UuidId();
      chosen.id = new UUID(1, 2);
      TestUnits.persist(factory, chosen);

      assertThat(chosen.id).isEqualTo(new UUID(1, 2));
    }
  }

  @Entity(name = "LongId")
  static class LongId {
    @Id @GeneratedValue Long id;
  }

  @Entity(name = "IntId")
  static class IntId {
    @Id @GeneratedValue int id;
  }

  @Entity(name = "UuidId")
  static class UuidId {
    @Id @GeneratedValue UUID id;
  }

  @Entity(name = "RandomId")
  static class RandomId {
    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    UUID id;
  }
}
