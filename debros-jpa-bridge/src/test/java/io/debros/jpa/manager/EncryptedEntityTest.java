package io.debros.jpa.manager;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.node.EncryptionView;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.WrongPassphraseException;
import io.debros.store.testing.Directories;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities whose rows are encrypted. */
class EncryptedEntityTest {
  private static final String SECRET = "Kx83hQvUzW";

  @TempDir private java.nio.file.Path directory;

  /** Encrypted whatever the unit says. */
  @Entity(name = "Letter")
  @Table(indexes = @Index(name = "byText", columnList = "text"))
  @Model(encryption = Encryption.MODEL)
  static class Letter {
    @Id String id;
    String text;
    String more;

    @ManyToOne(fetch = FetchType.LAZY)
    Letter answers;

    String getText() {
      return text;
    }

    static Letter of(String id, String text) {
      Letter letter = new Letter();
      letter.id = id;
      letter.text = text;
      return letter;
    }
  }

  /** The same, in plain. */
  @Entity(name = "Letter")
  @Table(indexes = @Index(name = "byText", columnList = "text"))
  static class PlainLetter {
    @Id String id;
    String text;
    String more;

    @ManyToOne(fetch = FetchType.LAZY)
    PlainLetter answers;

    static PlainLetter of(String id, String text) {
      PlainLetter letter = new PlainLetter();
      letter.id = id;
      letter.text = text;
      return letter;
    }
  }

  /** Never encrypted. */
  @Entity
  @Model(encryption = Encryption.NONE)
  static class Poster {
    @Id String id = "1";
    String text = "for everybody";
  }

  /** What a user owns. */
  @Entity
  @Model(scope = Scope.USER, encryption = Encryption.OWNER)
  static class Secret {
    @Id String id;
    @Owner String owner;
    String text;

    static Secret of(String id, String owner, String text) {
      Secret secret = new Secret();
      secret.id = id;
      secret.owner = owner;
      secret.text = text;
      return secret;
    }
  }

  @Entity
  @Model(encryption = Encryption.OWNER)
  static class GlobalWithOwnerKey {
    @Id String id;
  }

  @Test
  void rows_encrypted_areReadAndQueriedAndLeaveTheNodeAsCiphertext() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Letter.class, Poster.class)) {
      TestUnits.persist(factory, Letter.of("1", SECRET), Letter.of("2", "b"), new Poster());
      factory.runInTransaction(manager -> manager.find(Letter.class, "2").text = SECRET);

      TestUnits.read(
          factory,
          manager -> {
            assertThat(manager.find(Letter.class, "1").text).isEqualTo(SECRET);
            assertThat(manager.unwrap(QueryRunner.class).list(letters(SECRET))).hasSize(2);
            assertThat(manager.unwrap(QueryRunner.class).explain(letters(SECRET)))
                .contains("index Letter.text");
          });
      assertThat(car(factory, "global-letter")).doesNotContain(SECRET);
      assertThat(car(factory, "global-poster")).contains("for everybody");
      assertThat(keys(factory).names()).containsExactly("model/letter");
      assertThat(factory.unwrap(NodeView.class).verify()).isEmpty();
    }
  }

  @Test
  void address_ofEncryptedEntity_isThatOfThePlainOne() {
    try (EntityManagerFactory encrypted = TestUnits.inMemory(Map.of(WRITE, "*"), Letter.class);
        EntityManagerFactory plain = TestUnits.inMemory(Map.of(WRITE, "*"), PlainLetter.class)) {
      assertThat(encrypted.unwrap(NodeView.class).databases())
          .isEqualTo(plain.unwrap(NodeView.class).databases());
    }
  }

  private static final String WRITE = "debros.access.write";

  @Test
  void unitSetting_owner_givesEachOwnerAndEachGlobalEntityAKey() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(
            Map.of("debros.encryption.data", "owner"), Diary.class, Note.class, Poster.class)) {
      TestUnits.persist(
          factory, Diary.of("ada", "a"), Diary.of("bob", "b"), Note.of("1", "n"), new Poster());

      assertThat(keys(factory).names()).containsExactly("model/note", "owner/ada", "owner/bob");
    }
  }

  @Test
  void forget_owner_takesAllOfTheOwnerAwayAndNothingElse() throws IOException {
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Secret.class)) {
      TestUnits.persist(factory, Secret.of("1", "ada", SECRET), Secret.of("2", "bob", "his"));
      factory.runInTransaction(manager -> manager.find(Secret.class, "1").text = SECRET + "2");
      assertThat(isOnDisk(SECRET)).isTrue();

      keys(factory).forget("owner/ada");

      assertThat(isOnDisk(SECRET)).isFalse();
      TestUnits.read(
          factory,
          manager -> {
            assertThat(manager.find(Secret.class, "1")).isNull();
            assertThat(TestUnits.list(manager, Secret.class))
                .extracting(secret -> secret.id)
                .containsExactly("2");
            assertThat(count(manager, Secret.class)).isOne();
          });
      assertThat(keys(factory).unreadable()).containsExactly(Map.entry("ada-secret", 1L));
      assertThat(factory.unwrap(NodeView.class).verify()).isEmpty();
    }
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Secret.class)) {
      TestUnits.persist(factory, Secret.of("1", "ada", "new"));
      TestUnits.read(
          factory, manager -> assertThat(manager.find(Secret.class, "1").text).isEqualTo("new"));
      assertThat(keys(factory).unreadable()).isEmpty();
    }
  }

  @Test
  void forget_targetOfAReference_isAsIfItHadNotArrived() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Letter.class)) {
      Letter asked = Letter.of("1", "asked");
      Letter answer = Letter.of("2", "answer");
      answer.answers = asked;
      TestUnits.persist(factory, asked);
      keys(factory).rotate("model/letter");
      factory.runInTransaction(
          manager -> {
            answer.answers = manager.getReference(Letter.class, "1");
            manager.persist(answer);
          });

      keys(factory).forgetOld("model/letter");

      TestUnits.read(
          factory,
          manager -> {
            Letter found = manager.find(Letter.class, "2");
            assertThat(found.text).isEqualTo("answer");
            assertThatExceptionOfType(EntityNotFoundException.class)
                .isThrownBy(() -> text(found.answers));
          });
    }
  }

  private static String text(Letter letter) {
    return letter.getText();
  }

  @Test
  void rotateAndForgetOld_rowsWrittenSince_stay() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Letter.class)) {
      TestUnits.persist(factory, Letter.of("1", "old"), Letter.of("2", "old"));
      keys(factory).rotate("model/letter");
      factory.runInTransaction(manager -> manager.find(Letter.class, "1").text = "new");
      TestUnits.read(
          factory, manager -> assertThat(TestUnits.list(manager, Letter.class)).hasSize(2));

      keys(factory).forgetOld("model/letter");

      TestUnits.read(
          factory,
          manager ->
              assertThat(TestUnits.list(manager, Letter.class))
                  .extracting(letter -> letter.text)
                  .containsExactly("new"));
    }
  }

  @Test
  void encryption_turnedOnOverRows_readsOldAndNewOnes() {
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, PlainLetter.class)) {
      TestUnits.persist(factory, PlainLetter.of("1", "plain"), PlainLetter.of("2", "plain"));
    }
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Letter.class)) {
      TestUnits.persist(factory, Letter.of("3", SECRET));
      factory.runInTransaction(manager -> manager.find(Letter.class, "2").text = SECRET);

      TestUnits.read(
          factory,
          manager -> {
            assertThat(manager.find(Letter.class, "1").text).isEqualTo("plain");
            assertThat(manager.unwrap(QueryRunner.class).list(letters(SECRET))).hasSize(2);
          });
      assertThat(car(factory, "global-letter")).doesNotContain(SECRET);
    }
  }

  @Test
  void encryption_turnedOffOverRows_isRefusedUntilTheyAreGone() {
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Letter.class)) {
      TestUnits.persist(factory, Letter.of("1", "a"));
    }

    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> TestUnits.onDisk(directory, PlainLetter.class))
        .withMessageContaining("Entity has rows that are encrypted and is not encrypted any more")
        .withMessageContaining("entity=Letter");

    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Letter.class)) {
      factory.runInTransaction(manager -> manager.remove(manager.find(Letter.class, "1")));
    }
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, PlainLetter.class)) {
      TestUnits.persist(factory, PlainLetter.of("1", "plain"));
      assertThat(car(factory, "global-letter")).contains("plain");
    }
  }

  @Test
  void secondNode_withoutKeys_saysSoAndWritesNothing() {
    try (Peers peers = Peers.of(2, Letter.class)) {
      peers.at(0, manager -> manager.persist(Letter.of("1", SECRET)));
      peers.meet();
      Consumer<Function<EntityManager, Object>> assertUnreadable =
          read ->
              assertThatExceptionOfType(PersistenceException.class)
                  .isThrownBy(() -> peers.read(1, read))
                  .withMessageContaining("Row is encrypted and cannot be decrypted here")
                  .withMessageContaining("database=global-letter")
                  .withCauseInstanceOf(UnreadableException.class);
      assertUnreadable.accept(manager -> manager.find(Letter.class, "1"));
      assertUnreadable.accept(manager -> TestUnits.list(manager, Letter.class));
      assertUnreadable.accept(manager -> count(manager, Letter.class));
      assertUnreadable.accept(manager -> manager.unwrap(QueryRunner.class).list(letters("any")));
      assertUnreadable.accept(manager -> manager.find(Letter.class, "not there"));
      for (String id : List.of("1", "2")) {
        assertThatExceptionOfType(PersistenceException.class)
            .isThrownBy(() -> peers.at(1, manager -> manager.persist(Letter.of(id, "mine"))))
            .withStackTraceContaining("Row is encrypted and cannot be decrypted here");
      }
      assertThat(keys(peers.get(1)).names()).isEmpty();
      assertThat(keys(peers.get(1)).unreadable()).containsExactly(Map.entry("global-letter", 1L));
    }
  }

  @Test
  void keys_exchangedBeforeTheSecondNodeWrites_letRowsMerge() {
    try (Peers peers = Peers.of(2, Letter.class)) {
      peers.at(0, manager -> manager.persist(Letter.of("1", SECRET)));
      peers.meet();
      String exported = keys(peers.get(0)).exportKeys("correct horse");
      assertThatExceptionOfType(WrongPassphraseException.class)
          .isThrownBy(() -> keys(peers.get(1)).importKeys(exported, "other"));

      assertThat(keys(peers.get(1)).importKeys(exported, "correct horse")).isEqualTo(2);

      peers.at(0, manager -> manager.find(Letter.class, "1").text = "A");
      peers.at(1, manager -> manager.find(Letter.class, "1").more = "B");
      peers.at(1, manager -> manager.persist(Letter.of("2", "theirs")));
      peers.meet();
      peers.everywhere(
          manager -> {
            assertThat(manager.find(Letter.class, "1").text).isEqualTo("A");
            assertThat(manager.find(Letter.class, "1").more).isEqualTo("B");
            assertThat(manager.find(Letter.class, "2").text).isEqualTo("theirs");
            assertThat(manager.unwrap(QueryRunner.class).list(letters("A"))).hasSize(1);
          });
    }
  }

  @Test
  void query_afterARowOfAMissingKeyCameIn_failsUntilTheKeyIsHere() {
    try (Peers peers = Peers.of(2, Letter.class)) {
      peers.at(0, manager -> manager.persist(Letter.of("1", SECRET)));
      keys(peers.get(1)).importKeys(keys(peers.get(0)).exportKeys("safe"), "safe");
      peers.meet();
      Function<EntityManager, Object> found =
          manager -> manager.unwrap(QueryRunner.class).list(letters(SECRET)).size();
      assertThat(peers.read(1, found)).isEqualTo(1);
      keys(peers.get(0)).rotate("model/letter");
      peers.at(0, manager -> manager.persist(Letter.of("2", SECRET)));
      peers.meet();
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> peers.read(1, found))
          .withMessageContaining("Row is encrypted and cannot be decrypted here");
      assertThat(peers.<Object>read(1, manager -> manager.find(Letter.class, "1").text))
          .isEqualTo(SECRET);

      keys(peers.get(1)).importKeys(keys(peers.get(0)).exportKeys("safe"), "safe");

      assertThat(peers.read(1, found)).isEqualTo(2);
    }
  }

  @Test
  void keyFile_ofAnotherNode_isTakenInAtStart() throws IOException {
    java.nio.file.Path file = directory.resolve("keys");
    try (EntityManagerFactory here = TestUnits.inMemory(Letter.class)) {
      TestUnits.persist(here, Letter.of("1", SECRET));
      Files.writeString(file, keys(here).exportKeys("correct horse"));

      try (EntityManagerFactory there =
          TestUnits.inMemory(keyFile(file, "correct horse"), Letter.class)) {
        assertThat(keys(there).names()).containsExactly("model/letter");
      }
      assertThatThrownBy(() -> TestUnits.inMemory(keyFile(file, "other"), Letter.class))
          .hasMessageContaining("Passphrase is wrong, or the text was changed");
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(
              () -> TestUnits.inMemory(keyFile(directory.resolve("none"), "x"), Letter.class))
          .withMessageContaining("Encryption keys cannot be taken in");
    }
  }

  @Test
  void ownerKey_ofAGlobalEntity_isRefused() {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> TestUnits.inMemory(GlobalWithOwnerKey.class))
        .withMessageContaining("encryption = OWNER");
  }

  private static Map<String, Object> keyFile(java.nio.file.Path file, String passphrase) {
    return Map.of(
        "debros.encryption.key-file", file, "debros.encryption.key-file-passphrase", passphrase);
  }

  private static EncryptionView keys(EntityManagerFactory factory) {
    return factory.unwrap(NodeView.class).encryption();
  }

  private static Query letters(String text) {
    return Query.of(Letter.class)
        .withWhere(new Comparison(Path.of("text"), Operator.EQUAL, new Literal(text)));
  }

  private static long count(EntityManager manager, Class<?> type) {
    return manager.unwrap(QueryRunner.class).count(Query.of(type));
  }

  private static String car(EntityManagerFactory factory, String database) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    factory.unwrap(NodeView.class).exportCar(database, file);
    return file.toString(ISO_8859_1);
  }

  private boolean isOnDisk(String text) {
    return !Directories.filesWith(directory, text).isEmpty();
  }
}
