package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.error.NotFoundException;
import io.debros.store.manifest.Address;
import io.debros.store.poll.PollDatabase;
import io.debros.store.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Types of databases that the node is taught, and opening without saying the type. */
class DatabaseTypesTest {
  private static final PollDatabase.Type POLL = new PollDatabase.Type("1");
  private static final NodeSettings SETTINGS =
      NodeSettings.inMemory().withDatabaseTypes(List.of(POLL));

  @Test
  void open_registeredType_worksLikeOneOfOurs() {
    try (DebrosNode node = DebrosNode.open(SETTINGS)) {
      PollDatabase poll = node.open("lunch", POLL, DatabaseOptions.defaults());
      List<Integer> changes = new ArrayList<>();
      poll.addListener(
          new DatabaseListener() {
            @Override
            public void changed(Database source, List<Change> changed, ChangeOrigin origin) {
              changes.add(changed.size());
            }
          });

      poll.vote("ada", "soup");
      poll.vote("bob", "pizza");
      poll.vote("ada", "pizza");

      assertThat(poll.type()).isEqualTo("poll");
      assertThat(poll.choiceOf("ada")).isEqualTo("pizza");
      assertThat(poll.results()).isEqualTo(Map.of("pizza", 2));
      assertThat(changes).containsExactly(1, 1, 1);
      assertThat(node.databases())
          .extracting(DatabaseInfo::type, DatabaseInfo::documentCount)
          .containsExactly(tuple("poll", 2L));
      poll.drop();
      assertThat(poll.results()).isEmpty();
    }
  }

  @Test
  void manifest_registeredType_roundTripsThroughCar() {
    try (DebrosNode here = DebrosNode.open(SETTINGS);
        DebrosNode there = DebrosNode.open(SETTINGS)) {
      PollDatabase poll = here.open("lunch", POLL, DatabaseOptions.defaults());
      poll.vote("ada", "soup");

      Address address = there.importCar(new ByteArrayInputStream(car(here, poll.address())));

      assertThat(address).isEqualTo(poll.address());
      Database opened = there.open(address.toString());
      assertThat(opened).isInstanceOf(PollDatabase.class);
      assertThat(opened.manifest()).isEqualTo(poll.manifest());
      assertThat(((PollDatabase) opened).results()).isEqualTo(Map.of("soup", 1));
    }
  }

  @Test
  void open_unknownType_namesTheKnownOnes() {
    try (DebrosNode here = DebrosNode.open(SETTINGS);
        DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      PollDatabase poll = here.open("lunch", POLL, DatabaseOptions.defaults());
      byte[] car = car(here, poll.address());

      assertThatIllegalArgumentException()
          .isThrownBy(() -> there.importCar(new ByteArrayInputStream(car)))
          .withMessage(
              "Database type is not supported {type=poll, database=lunch,"
                  + " supported=[documents, keyvalue, events]}. Use one of the supported types.");
      assertThat(there.databases()).isEmpty();
    }
  }

  @Test
  void open_otherTypeThanItIs_isRefused() {
    try (DebrosNode node = DebrosNode.open(SETTINGS)) {
      PollDatabase poll = node.open("lunch", POLL, DatabaseOptions.defaults());
      String address = poll.address().toString();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.openEvents(address, DatabaseOptions.defaults()))
          .withMessage(
              "Database is of another type {address=%s, type=poll, asked=events}."
                  + " Open it as what it is.",
              address);
    }
  }

  @Test
  void open_typeNotRegistered_isPossibleWhereItIsGiven() {
    MemoryStorage storage = new MemoryStorage();
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage)) {
      PollDatabase poll = node.open("lunch", POLL, DatabaseOptions.defaults());
      poll.vote("ada", "soup");
      String address = poll.address().toString();
      poll.close();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.open(address))
          .withMessageContaining("Database type is not supported {type=poll, database=lunch");
      assertThat(node.open(address, POLL, DatabaseOptions.defaults()).results())
          .isEqualTo(Map.of("soup", 1));
    }
  }

  @Test
  void open_rulesOfTheTypeChanged_makesTheIndexAgain() {
    try (DebrosNode node = DebrosNode.open(SETTINGS)) {
      PollDatabase poll = node.open("lunch", POLL, DatabaseOptions.defaults());
      poll.vote("ada", "soup");
      poll.close();

      PollDatabase changed =
          node.open("lunch", new PollDatabase.Type("shout"), DatabaseOptions.defaults());

      assertThat(changed.results()).isEqualTo(Map.of("SOUP", 1));
    }
  }

  @Test
  void settings_typeTwice_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosNode.open(SETTINGS.withDatabaseTypes(List.of(POLL, POLL))))
        .withMessage(
            "Database type is registered twice {type=poll,"
                + " known=[documents, keyvalue, events, poll]}."
                + " Give it another name, or open databases with the type instead.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosNode.open(SETTINGS.withDatabaseTypes(List.of(DatabaseTypes.FEED))))
        .withMessageContaining("Database type is registered twice {type=events");
  }

  @Test
  void open_byNameWithoutType_takesTheOnlyOneOfTheName() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      node.openFeed("feed", DatabaseOptions.defaults()).add(new CborInt(1));
      Database present = node.open("feed");
      assertThat(present).isInstanceOf(FeedDatabase.class);
      present.close();

      assertThat(node.open("feed")).isInstanceOf(EventDatabase.class);
      assertThatThrownBy(() -> node.open("other"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(
              "No database of this name is known here {name=other}."
                  + " Say its type to create it, or import it.");

      Database documents = node.openDocuments("feed", DocumentOptions.defaults());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.open("feed"))
          .withMessageContaining("Several databases have the name {name=feed, addresses=[")
          .withMessageContaining(documents.address().toString());
    }
  }

  @Test
  void addressOf_eachType_isThatOfTheOpenedDatabase() {
    try (DebrosNode node = DebrosNode.open(SETTINGS)) {
      DatabaseOptions options = DatabaseOptions.defaults().withMeta(new CborInt(1));
      Address address = node.addressOf("lunch", POLL, options);
      assertThat(node.databases()).isEmpty();

      assertThat(node.open("lunch", POLL, options).address()).isEqualTo(address);
      assertThat(node.addressOf("lunch", DatabaseTypes.COUNTER, options))
          .isEqualTo(node.openKeyValue("lunch", options).address())
          .isNotEqualTo(address);
    }
  }

  private static byte[] car(DebrosNode node, Address address) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    node.exportCar(address, bytes);
    return bytes.toByteArray();
  }
}
