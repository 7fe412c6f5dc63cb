package io.debros.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.manager.model.Member;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Team;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.PersistenceUtil;
import jakarta.persistence.metamodel.EntityType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebrosPersistenceProviderTest {
  private final DebrosPersistenceProvider provider = new DebrosPersistenceProvider();

  @Test
  void persistence_unitOfXml_isFoundByName() {
    try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("listed")) {
      factory.runInTransaction(manager -> manager.persist(Note.of("1", "text")));

      assertThat(factory.getName()).isEqualTo("listed");
      assertThat(factory.getTransactionType())
          .isEqualTo(PersistenceUnitTransactionType.RESOURCE_LOCAL);
      assertThat(factory.getProperties()).containsEntry("debros.store.type", "memory");
      assertThat(factory.getCache().contains(Note.class, "1")).isFalse();
      try (EntityManager manager = factory.createEntityManager()) {
        assertThat(manager.find(Note.class, "1").text).isEqualTo("text");
      }
    }
  }

  @Test
  void persistence_metamodel_isOneStableObject() {
    try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("listed");
        EntityManager manager = factory.createEntityManager()) {
      assertThat(factory.getMetamodel()).isSameAs(manager.getMetamodel());
      assertThat(factory.getMetamodel().getEntities())
          .extracting(EntityType::getName)
          .containsExactly("Note");
    }
  }

  @Test
  void persistence_unitOfAnotherProvider_isLeftToIt() {
    assertThat(provider.createEntityManagerFactory("theirs", Map.of())).isNull();
    assertThat(
            provider.createEntityManagerFactory(
                "listed", Map.of("jakarta.persistence.provider", "their.Provider")))
        .isNull();
    assertThat(
            provider.createEntityManagerFactory(
                new PersistenceConfiguration("u").provider("their.Provider")))
        .isNull();
  }

  @Test
  void persistence_unknownUnit_isNull() {
    assertThat(provider.createEntityManagerFactory("unknown", null)).isNull();
  }

  @Test
  void persistence_misspeltSetting_namesTheNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> provider.createEntityManagerFactory("misspelt", null))
        .withMessageContaining("Use debros.store.type");
  }

  @Test
  void persistence_jdbcProperty_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                provider.createEntityManagerFactory(
                    "listed", Map.of("jakarta.persistence.jdbc.url", "jdbc:x")))
        .withMessageContaining("uses no JDBC");
  }

  @Test
  void persistence_unitWithoutClasses_isScanned(@TempDir Path root) throws IOException {
    copyClass(root, Team.class);
    copyClass(root, Member.class);
    Files.createDirectories(root.resolve("META-INF"));
    Files.writeString(
        root.resolve("META-INF/persistence.xml"),
        """
        <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.2">
          <persistence-unit name="scanned">
            <properties><property name="debros.store.type" value="memory"/></properties>
          </persistence-unit>
        </persistence>
        """);

    try (URLClassLoader loader =
            new URLClassLoader(new URL[] {root.toUri().toURL()}, getClass().getClassLoader());
        EntityManagerFactory factory = inLoader(loader, "scanned")) {
      assertThat(factory.getMetamodel().getEntities())
          .extracting(EntityType::getName)
          .containsExactlyInAnyOrder("Team", "Member");
    }
  }

  @Test
  void configuration_createEntityManagerFactory_findsTheProvider() {
    try (EntityManagerFactory factory =
        new PersistenceConfiguration("code")
            .managedClass(Note.class)
            .property("debros.store.type", "memory")
            .createEntityManagerFactory()) {
      assertThat(factory.isOpen()).isTrue();
      assertThat(factory.getName()).isEqualTo("code");
    }
  }

  @Test
  void container_unit_isOpenedWithItsClasses() {
    ContainerUnit unit = new ContainerUnit(Note.class.getName());

    try (EntityManagerFactory factory =
        provider.createContainerEntityManagerFactory(unit, Map.of("debros.store.type", "memory"))) {
      factory.runInTransaction(manager -> manager.persist(Note.of("1", "text")));

      assertThat(factory.getName()).isEqualTo("container");
      assertThat(factory.getClass()).matches(type -> !java.lang.reflect.Proxy.isProxyClass(type));
    }
  }

  @Test
  void container_missingClass_namesIt() {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(
            () ->
                provider.createContainerEntityManagerFactory(
                    new ContainerUnit("no.Such"), Map.of()))
        .withMessageContaining("class=no.Such");
  }

  @Test
  void generateSchema_ofOurs_isRefused() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> provider.generateSchema("listed", Map.of()));
    assertThat(provider.generateSchema("theirs", Map.of())).isFalse();
  }

  @Test
  void persistenceUtil_proxiesAndCollections_tellsWhatIsLoaded() {
    PersistenceUtil util = Persistence.getPersistenceUtil();
    Team red = new Team("red");
    Member ann = red.add("ann");
    try (EntityManagerFactory factory =
        new PersistenceConfiguration("code")
            .managedClass(Team.class)
            .managedClass(Member.class)
            .property("debros.store.type", "memory")
            .createEntityManagerFactory()) {
      factory.runInTransaction(manager -> manager.persist(red));
      try (EntityManager manager = factory.createEntityManager()) {
        Member member = manager.find(Member.class, ann.getId());

        assertThat(util.isLoaded(member)).isTrue();
        assertThat(util.isLoaded(member, "team")).isFalse();
        assertThat(util.isLoaded(member.getTeam())).isFalse();
        assertThat(util.isLoaded(member.getTeam(), "name")).isFalse();
        assertThat(member.getTeam().getName()).isEqualTo("red");
        assertThat(util.isLoaded(member, "team")).isTrue();
        assertThat(util.isLoaded(member.getTeam(), "members")).isFalse();
        assertThat(member.getTeam().getMembers()).hasSize(1);
        assertThat(util.isLoaded(member.getTeam(), "members")).isTrue();
      }
    }
  }

  private EntityManagerFactory inLoader(ClassLoader loader, String unit) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return provider.createEntityManagerFactory(unit, Map.of());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void copyClass(Path root, Class<?> type) throws IOException {
    String path = type.getName().replace('.', '/') + ".class";
    Files.createDirectories(root.resolve(path).getParent());
    try (InputStream bytes = type.getClassLoader().getResourceAsStream(path)) {
      Files.copy(bytes, root.resolve(path));
    }
  }
}
