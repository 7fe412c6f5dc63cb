package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentCommit;
import io.debros.jpa.document.DocumentSettings;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.unit.Units;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lies in the store, and what of others' documents survives. */
class StoredDocumentTest {
  private final DocumentStores stores = DocumentStores.open(DocumentSettings.inMemory());
  private final EntityManagerFactory factory = open();
  private final DocumentStore notes = stores.open("global-note", List.of(), null);

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void insert_document_hasAttributesAndBookkeeping() {
    long before = System.currentTimeMillis();

    TestUnits.persist(factory, Note.of("1", "text"));

    Map<String, Object> document = stored("1");
    assertThat(document)
        .containsOnlyKeys("_id", "_model", "_createdAt", "_updatedAt", "id", "text", "other")
        .containsEntry("_id", "1")
        .containsEntry("_model", "Note")
        .containsEntry("text", "text")
        .containsEntry("other", null);
    assertThat((Long) document.get("_createdAt"))
        .isBetween(before, System.currentTimeMillis())
        .isEqualTo(document.get("_updatedAt"));
  }

  @Test
  void update_document_saysWhatChangedAtItsOwnClockTime() {
    TestUnits.persist(factory, Note.of("1", "text"));
    Object createdAt = stored("1").get("_createdAt");

    factory.runInTransaction(manager -> manager.find(Note.class, "1").other = "new");

    Map<String, Object> document = stored("1");
    assertThat(document)
        .containsEntry("other", "new")
        .containsEntry("text", "text")
        .containsEntry("_createdAt", createdAt)
        .containsEntry("_changed", Map.of("at", 2L, "keys", List.of("other")));
  }

  @Test
  void update_severalFlushes_isOneEntryWithAllKeys() {
    TestUnits.persist(factory, Note.of("1", "text"));

    factory.runInTransaction(
        manager -> {
          Note note = manager.find(Note.class, "1");
          note.text = "new";
          manager.flush();
          note.other = "new";
        });

    assertThat(stored("1"))
        .containsEntry("_changed", Map.of("at", 2L, "keys", List.of("other", "text")));
  }

  @Test
  void update_unknownKeys_survive() {
    put("1", Map.of("id", "1", "text", "text", "foreign", List.of(1L), "_created", "x"));

    factory.runInTransaction(manager -> manager.find(Note.class, "1").text = "new");

    assertThat(stored("1"))
        .containsEntry("foreign", List.of(1L))
        .containsEntry("_created", "x")
        .containsEntry("text", "new");
  }

  @Test
  void find_documentWithoutBookkeepingOrAttributes_isRead() {
    put("1", Map.of("text", "from JavaScript"));

    TestUnits.read(
        factory,
        manager -> {
          Note note = manager.find(Note.class, "1");
          assertThat(note.id).isEqualTo("1");
          assertThat(note.text).isEqualTo("from JavaScript");
          assertThat(note.other).isNull();
        });
  }

  @Test
  void find_mistypedValue_namesEntityIdAndKey() {
    put("1", Map.of("text", List.of(1L)));

    try (EntityManager manager = factory.createEntityManager()) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> manager.find(Note.class, "1"))
          .withMessageContaining("entity=Note")
          .withMessageContaining("id=1")
          .withMessageContaining("key=text");
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> TestUnits.list(manager, Note.class));
    }
  }

  private void put(String key, Map<String, Object> values) {
    try (DocumentCommit commit = stores.begin(List.of(notes))) {
      commit.put(notes, key, values);
      commit.commit();
    }
  }

  private Map<String, Object> stored(String key) {
    try (DocumentSnapshot snapshot = stores.snapshot()) {
      Document document = snapshot.find(notes, key);
      assertThat(document).isNotNull();
      return document.values();
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
        Units.of(TestUnits.configuration(Note.class)), settings, () -> stores);
  }
}
