package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.RollbackException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB in a directory. */
class RestartTest {
  @TempDir private Path directory;

  @Test
  void restart_everyDatabase_showsTheSameRows() {
    Person ada = Person.named("ada");
    Diary diary = Diary.of("ada", "dear");
    SortedMap<String, String> addresses;
    try (EntityManagerFactory factory = open()) {
      TestUnits.persist(factory, ada, diary, Note.of("1", "text"), Note.of("2", "gone"));
      factory.runInTransaction(
          manager -> {
            manager.find(Person.class, ada.id).age = 36;
            manager.remove(manager.find(Note.class, "2"));
          });
      addresses = factory.unwrap(NodeView.class).databases();
    }

    try (EntityManagerFactory factory = open()) {
      TestUnits.read(
          factory,
          manager -> {
            assertThat(manager.find(Person.class, ada.id).age).isEqualTo(36);
            assertThat(manager.find(Diary.class, diary.id).text).isEqualTo("dear");
            assertThat(TestUnits.list(manager, Note.class)).hasSize(1);
            assertThat(manager.unwrap(QueryRunner.class).count(Query.of(Diary.class))).isEqualTo(1);
          });
      assertThat(factory.unwrap(NodeView.class).databases()).isEqualTo(addresses);
    }
  }

  @Test
  void restart_uniqueValue_isStillTaken() {
    try (EntityManagerFactory factory = open()) {
      TestUnits.persist(factory, Person.named("ada"));
    }

    try (EntityManagerFactory factory = open()) {
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> TestUnits.persist(factory, Person.named("ada")));
    }
  }

  @Test
  void open_directoryInUse_namesItAndItsProcess() {
    try (EntityManagerFactory factory = open()) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(this::open)
          .withMessageContaining(directory.toString())
          .withMessageContaining(String.valueOf(ProcessHandle.current().pid()));
      assertThat(factory.isOpen()).isTrue();
    }
  }

  @Test
  void nodeView_open_tellsWhereThingsAre() {
    EntityManagerFactory factory = open();
    NodeView node = factory.unwrap(NodeView.class);

    assertThat(node.directory()).isEqualTo(directory.toAbsolutePath());
    assertThat(node.identity()).isNotEmpty();
    assertThat(node.databases())
        .containsKeys("global-note", "global-person-shard-0", "global-person-shard-3")
        .allSatisfy((name, address) -> assertThat(address).startsWith("/orbitdb/zdpu"));
    factory.close();
    assertThatIllegalStateException().isThrownBy(node::databases);
  }

  @Test
  void open_durabilityCommit_works() {
    try (EntityManagerFactory factory =
        TestUnits.open(
            TestUnits.configuration(Note.class)
                .properties(
                    Map.of(
                        "debros.directory",
                        directory.toString(),
                        "debros.store.durability",
                        "commit")))) {
      TestUnits.persist(factory, Note.of("1", "text"));

      TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNotNull());
    }
  }

  private EntityManagerFactory open() {
    return TestUnits.onDisk(directory, Person.class, Diary.class, Note.class);
  }
}
