package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseListenerTest {
  private final DatabaseFixture fixture = new DatabaseFixture();
  private final DocumentDatabase database = fixture.open("places");
  private final Recorder recorder = new Recorder();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Given an ancestor before the head, listeners were once told of both, in that order. */
  @Test
  void listener_joinOfAncestorAndHead_isToldOfTheHeadOnly() {
    try (DatabaseFixture elsewhere = new DatabaseFixture()) {
      DocumentOptions everybody = DocumentOptions.defaults().withWrite(List.of("*"));
      DocumentDatabase theirs = elsewhere.node.openDocuments("shared", everybody);
      DocumentDatabase ours = fixture.node.openDocuments("shared", everybody);
      theirs.put(document("a", "Rome"));
      Cid head = theirs.put(document("a", "Oslo"));
      ours.addListener(recorder);

      ours.join(theirs.log().values(), theirs.engine().context().blocks()::find);

      assertThat(recorder.events)
          .containsExactly(
              "changed JOINED null -> Row[" + head + "]", "updated " + head, "joined 1");
    }
  }

  @Test
  void listener_writes_areToldInOrderWithBeforeAndAfter() {
    database.addListener(recorder);

    Cid put = database.put(document("a", "Rome"));
    Cid over = database.put(document("a", "Oslo"));
    Cid deleted = database.delete("a");

    assertThat(recorder.events)
        .containsExactly(
            "changed LOCAL null -> Row[" + put + "]",
            "updated " + put,
            "changed LOCAL Row[" + put + "] -> Row[" + over + "]",
            "updated " + over,
            "changed LOCAL Row[" + over + "] -> null",
            "updated " + deleted);
  }

  @Test
  void listener_join_isToldOfTheHeadAndNotOfItsAncestors() {
    try (DatabaseFixture elsewhere = new DatabaseFixture()) {
      DocumentOptions everybody = DocumentOptions.defaults().withWrite(List.of("*"));
      DocumentDatabase theirs = elsewhere.node.openDocuments("shared", everybody);
      DocumentDatabase ours = fixture.node.openDocuments("shared", everybody);
      theirs.put(document("a", "Rome"));
      Cid head = theirs.put(document("a", "Oslo"));
      ours.addListener(recorder);

      List<Entry> added =
          ours.join(theirs.heads(), theirs.engine().context().blocks()::find).entries();
      List<Entry> again = ours.join(theirs.heads(), cid -> null).entries();

      assertThat(added).hasSize(2);
      assertThat(again).isEmpty();
      assertThat(recorder.events)
          .containsExactly(
              "changed JOINED null -> Row[" + head + "]", "updated " + head, "joined 1");
    }
  }

  @Test
  void listener_failedWrite_isToldNothing() {
    database.addListener(recorder);
    fixture.storage.fillDisk();

    assertThatThrownBy(() -> database.put(document("a", "Rome")))
        .isInstanceOf(StorageException.class);

    assertThat(recorder.events).isEmpty();
  }

  @Test
  void listener_thatThrows_neverReachesTheWriter() {
    database.addListener(
        new DatabaseListener() {
          @Override
          public void updated(Database source, Entry entry) {
            throw new IllegalStateException("listener of the test");
          }

          @Override
          public void failed(Database source, Throwable cause) {
            throw new IllegalStateException("error listener of the test");
          }
        });
    database.addListener(recorder);

    Cid put = database.put(document("a", "Rome"));

    assertThat(recorder.events)
        .containsExactly(
            "changed LOCAL null -> Row[" + put + "]",
            "failed listener of the test",
            "updated " + put);
    assertThat(database.get("a")).isNotNull();
  }

  @Test
  void listener_thatWrites_isToldOfThatToo() {
    database.addListener(
        new DatabaseListener() {
          @Override
          public void changed(Database source, List<Change> changes, ChangeOrigin origin) {
            if (changes.get(0).key().equals("a")) {
              database.put(document("copy", "Rome"));
            }
          }
        });

    database.put(document("a", "Rome"));

    assertThat(database.all()).extracting(DocumentRow::key).containsExactly("a", "copy");
  }

  @Test
  void listener_dropAndClose_areToldOnce() {
    database.addListener(recorder);

    database.drop();
    database.close();
    database.close();

    assertThat(recorder.events).containsExactly("dropped", "closed");
  }

  @Test
  void removeListener_later_isToldNothing() {
    database.addListener(recorder);
    database.removeListener(recorder);

    database.put(document("a", "Rome"));

    assertThat(recorder.events).isEmpty();
  }

  private static final class Recorder implements DatabaseListener {
    final List<String> events = new ArrayList<>();

    @Override
    public void changed(Database source, List<Change> changes, ChangeOrigin origin) {
      changes.forEach(
          change ->
              events.add("changed " + origin + " " + change.before() + " -> " + change.after()));
    }

    @Override
    public void updated(Database source, Entry entry) {
      events.add("updated " + entry.hash());
    }

    @Override
    public void joined(Database source, List<Entry> heads) {
      events.add("joined " + heads.size());
    }

    @Override
    public void failed(Database source, Throwable cause) {
      events.add("failed " + cause.getMessage());
    }

    @Override
    public void dropped(Database source) {
      events.add("dropped");
    }

    @Override
    public void closed(Database source) {
      events.add("closed");
    }
  }
}
