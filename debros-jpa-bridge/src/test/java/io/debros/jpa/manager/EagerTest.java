package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.PersistenceUnitUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EagerTest {
  private final EntityManagerFactory factory =
      TestUnits.inMemory(Country.class, City.class, Mayor.class);
  private final PersistenceUnitUtil util = factory.getPersistenceUnitUtil();

  @BeforeEach
  void persist() {
    Country france = new Country();
    france.id = "fr";
    City paris = new City();
    paris.id = "paris";
    paris.country = france;
    Mayor anne = new Mayor();
    anne.id = "anne";
    anne.city = paris;
    paris.mayor = anne;
    france.cities.add(paris);
    TestUnits.persist(factory, france);
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void find_circleOfEagerAssociations_isLoadedAsOneGraph() {
    Country france;
    try (EntityManager manager = factory.createEntityManager()) {
      france = manager.find(Country.class, "fr");
    }

    City paris = france.cities.get(0);
    assertThat(paris.country).isSameAs(france);
    assertThat(paris.mayor.id).isEqualTo("anne");
    assertThat(paris.mayor.city).isSameAs(paris);
  }

  @Test
  void find_eagerReferenceWithProxyAbout_isTheProxyLoaded() {
    try (EntityManager manager = factory.createEntityManager()) {
      Country proxy = manager.getReference(Country.class, "fr");

      City paris = manager.find(City.class, "paris");

      assertThat(paris.country).isSameAs(proxy);
      assertThat(util.isLoaded(proxy)).isTrue();
    }
  }

  @Test
  void flush_oneToOneLetGo_removesTheOrphan() {
    factory.runInTransaction(manager -> manager.find(City.class, "paris").mayor = null);

    TestUnits.read(factory, manager -> assertThat(manager.find(Mayor.class, "anne")).isNull());
  }

  @Test
  void remove_top_cascadesToTheEnd() {
    factory.runInTransaction(manager -> manager.remove(manager.find(Country.class, "fr")));

    TestUnits.read(
        factory,
        manager -> {
          assertThat(manager.find(City.class, "paris")).isNull();
          assertThat(manager.find(Mayor.class, "anne")).isNull();
        });
  }

  @Entity(name = "Country")
  static class Country {
    @Id String id;

    @OneToMany(mappedBy = "country", fetch = FetchType.EAGER, cascade = CascadeType.ALL)
    List<City> cities = new ArrayList<>();
  }

  @Entity(name = "City")
  static class City {
    @Id String id;
    @ManyToOne Country country;

    @OneToOne(mappedBy = "city", cascade = CascadeType.ALL, orphanRemoval = true)
    Mayor mayor;
  }

  @Entity(name = "Mayor")
  static class Mayor {
    @Id String id;
    @OneToOne City city;
  }
}
