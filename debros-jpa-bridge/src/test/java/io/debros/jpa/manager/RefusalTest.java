package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.jpa.manager.model.Note;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.SynchronizationType;
import jakarta.persistence.Timeout;
import jakarta.persistence.criteria.CriteriaQuery;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every entry point says to bad input and to what is not supported. */
class RefusalTest {
  private final EntityManagerFactory factory = TestUnits.inMemory(Note.class);
  private final EntityManager manager = factory.createEntityManager();

  @AfterEach
  void close() {
    if (factory.isOpen()) {
      factory.close();
    }
  }

  @Test
  void queries_anyLanguage_sayWhatToUseInstead() {
    List<ThrowingCallable> calls =
        List.of(
            () -> manager.createQuery("select n from Note n"),
            () -> manager.createQuery("select n from Note n", Note.class),
            () -> manager.createQuery((CriteriaQuery<Note>) null),
            () -> manager.createNamedQuery("x"),
            () -> manager.createNamedQuery("x", Note.class),
            () -> manager.createNativeQuery("select 1"),
            () -> manager.createNativeQuery("select 1", Note.class),
            () -> manager.createNativeQuery("select 1", "mapping"),
            manager::getCriteriaBuilder,
            factory::getCriteriaBuilder);

    for (ThrowingCallable call : calls) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(call)
          .withMessageContaining("derived repository method")
          .withMessageContaining("unwrap(QueryRunner.class)");
    }
  }

  @Test
  void theRest_notSupported_isRefusedByName() {
    Map<String, ThrowingCallable> calls =
        Map.of(
            "Stored procedures", () -> manager.createStoredProcedureQuery("p"),
            "Entity graphs", () -> manager.createEntityGraph(Note.class),
            "Connections", () -> manager.runWithConnection(connection -> {}),
            "Schema managers", factory::getSchemaManager,
            "Named queries", () -> factory.addNamedQuery("x", null));

    calls.forEach(
        (name, call) ->
            assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(call)
                .withMessageContaining(name + " are not supported"));
  }

  @Test
  void find_badId_saysWhichTypeIsWanted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.find(Note.class, null))
        .withMessageContaining("Id is null {entity=Note");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.find(Note.class, 1L))
        .withMessageContaining("Id is of the wrong type {entity=Note, type=java.lang.Long}")
        .withMessageContaining("Pass a java.lang.String");
    assertThatIllegalArgumentException().isThrownBy(() -> manager.getReference(Note.class, null));
  }

  @Test
  void find_noEntityClass_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.find(String.class, "1"))
        .withMessageContaining("java.lang.String");
  }

  @Test
  void everyVerb_null_isRefused() {
    List<Consumer<Object>> verbs =
        List.of(
            manager::persist,
            manager::merge,
            manager::remove,
            manager::refresh,
            manager::detach,
            manager::contains,
            manager::getReference);

    for (Consumer<Object> verb : verbs) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> verb.accept(null))
          .withMessageContaining("Entity is null");
    }
  }

  @Test
  void refresh_notManaged_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.refresh(Note.of("1", "text")))
        .withMessageContaining("Entity is not managed {entity=Note}");
  }

  @Test
  void hints_unknown_areRefusedByName() {
    Map<String, Object> hints = Map.of("jakarta.persistence.loadgraph", "x");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.find(Note.class, "1", hints))
        .withMessageContaining("jakarta.persistence.loadgraph");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.find(Note.class, "1", Timeout.seconds(1)))
        .withMessageContaining("Unsupported option");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manager.setProperty("jakarta.persistence.lock.timeout", 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> factory.createEntityManager(Map.of("jakarta.persistence.query.timeout", 1)));
  }

  @Test
  void hints_ofOtherProviders_areIgnored() {
    assertThat(manager.find(Note.class, "1", Map.of("org.hibernate.readOnly", true))).isNull();
  }

  @Test
  void unwrap_unknownClass_isRefused() {
    assertThat(manager.unwrap(QueryRunner.class)).isNotNull();
    assertThat(manager.unwrap(EntityManager.class)).isSameAs(manager);
    assertThat(factory.unwrap(EntityManagerFactory.class)).isSameAs(factory);
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> manager.unwrap(java.sql.Connection.class))
        .withMessageContaining("java.sql.Connection");
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> factory.unwrap(String.class));
  }

  @Test
  void everyVerb_closedManager_isRefused() {
    manager.close();

    assertThat(manager.isOpen()).isFalse();
    List<ThrowingCallable> calls =
        List.of(
            () -> manager.persist(Note.of("1", "x")),
            () -> manager.find(Note.class, "1"),
            manager::flush,
            manager::clear,
            manager::close,
            manager::getMetamodel,
            manager::getDelegate,
            manager::getEntityManagerFactory,
            manager::isJoinedToTransaction,
            () -> manager.unwrap(QueryRunner.class),
            () -> manager.lock(Note.of("1", "x"), LockModeType.OPTIMISTIC),
            () -> manager.getTransaction().begin());
    for (ThrowingCallable call : calls) {
      assertThatIllegalStateException()
          .isThrownBy(call)
          .withMessageContaining("The entity manager is closed");
    }
  }

  @Test
  void everyVerb_closedFactory_isRefused() {
    factory.close();

    assertThat(manager.isOpen()).isFalse();
    List<ThrowingCallable> calls =
        List.of(
            factory::close,
            factory::createEntityManager,
            factory::getMetamodel,
            factory::getCache,
            factory::getProperties,
            factory::getPersistenceUnitUtil);
    for (ThrowingCallable call : calls) {
      assertThatIllegalStateException()
          .isThrownBy(call)
          .withMessageContaining("The entity manager factory is closed {unit=test}");
    }
  }

  @Test
  void createEntityManager_synchronizationType_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> factory.createEntityManager(SynchronizationType.SYNCHRONIZED))
        .withMessageContaining("resource-local");
  }
}
