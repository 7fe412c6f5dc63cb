package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.document.DocumentSettings;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.unit.Units;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.error.StorageException;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.FaultyStorage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A full disk: nothing acknowledged is lost, and the factory stays usable. */
class FailingStorageTest {
  private final FaultyStorage storage = new FaultyStorage(new MemoryStorage());
  private final EntityManagerFactory factory = open();

  @AfterEach
  void close() {
    storage.freeDisk();
    factory.close();
  }

  @Test
  void commit_fullDisk_failsWithTheCauseAndWritesNothing() {
    TestUnits.persist(factory, Note.of("1", "first"));
    storage.fillDisk();

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(factory, Note.of("2", "second")))
        .withCauseInstanceOf(StorageException.class)
        .withMessageContaining("No space left on device");

    TestUnits.read(
        factory,
        manager -> {
          assertThat(manager.find(Note.class, "1").text).isEqualTo("first");
          assertThat(manager.find(Note.class, "2")).isNull();
          assertThat(TestUnits.list(manager, Note.class)).hasSize(1);
        });
  }

  @Test
  void commit_diskHasRoomAgain_sameManagerGoesOn() {
    try (EntityManager manager = factory.createEntityManager()) {
      storage.fillDisk();
      manager.getTransaction().begin();
      manager.persist(Note.of("1", "text"));
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> manager.getTransaction().commit());
      storage.freeDisk();

      manager.getTransaction().begin();
      manager.persist(Note.of("1", "text"));
      manager.getTransaction().commit();
    }

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNotNull());
  }

  @Test
  void commit_fullDiskWhileADatabaseIsMade_failsAndWorksLater() {
    for (int writes = 0; writes < 4; writes++) {
      Diary diary = Diary.of("owner" + writes, "text");
      storage.fillDiskAfter(writes);
      boolean stored = persisted(diary);
      storage.freeDisk();

      TestUnits.read(
          factory,
          manager -> assertThat(manager.find(Diary.class, diary.id) != null).isEqualTo(stored));
      TestUnits.persist(factory, Diary.of(diary.writer, "later"));
    }
  }

  private boolean persisted(Object entity) {
    try {
      TestUnits.persist(factory, entity);
      return true;
    } catch (RollbackException full) {
      return false;
    }
  }

  private EntityManagerFactory open() {
    EngineSettings settings =
        new EngineSettings(
            "test",
            DocumentSettings.inMemory(),
            "",
            IndexCatalog.Automatic.ON,
            EngineSettings.NumericIds.BLOCKS,
            Encryption.NONE,
            null,
            List.of(),
            List.of(),
            null);
    return DebrosEntityManagerFactory.open(
        Units.of(TestUnits.configuration(Note.class, Diary.class)),
        settings,
        () -> DocumentStores.of(DebrosNode.open(NodeSettings.inMemory(), storage), List.of()));
  }
}
