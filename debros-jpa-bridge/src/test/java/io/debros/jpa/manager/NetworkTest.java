package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.network.EntityChange;
import io.debros.jpa.network.EntityChange.Kind;
import io.debros.jpa.network.EntityChange.Origin;
import io.debros.jpa.network.NodeListener;
import io.debros.jpa.network.ReplicationProgress;
import io.debros.jpa.network.ReplicationProgress.Stage;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.network.ReplicationStatus.State;
import io.debros.jpa.node.NetworkView;
import io.debros.jpa.node.NodeView;
import io.debros.store.NetworkStatistics;
import io.debros.store.NetworkStatistics.InOut;
import io.debros.store.error.UnreachableException;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that meet on loopback. */
class NetworkTest {
  private final List<EntityManagerFactory> units = new ArrayList<>();
  private final List<Ear> ears = new ArrayList<>();

  @AfterEach
  void close() {
    units.forEach(EntityManagerFactory::close);
  }

  @Test
  void rows_ofShardedEntity_arriveByQueryAndById() {
    EntityManagerFactory here = start();
    EntityManagerFactory there = start();
    for (int i = 0; i < 20; i++) {
      TestUnits.persist(here, Person.named("before " + i));
    }

    connect(there, here);
    await("what was there before arrives", () -> count(there, Person.class) == 20);
    Person ada = Person.named("ada");
    TestUnits.persist(there, ada);

    await("what is written now arrives", () -> find(here, Person.class, ada.id) != null);
    assertThat(count(here, Person.class)).isEqualTo(21);
    assertThat(find(here, Person.class, ada.id).username).isEqualTo("ada");
  }

  @Test
  void databasesOfOwners_madeElsewhere_areOpenedAndArrive() {
    EntityManagerFactory here = start();
    EntityManagerFactory there = start();
    TestUnits.persist(here, Diary.of("ada", "before"));
    connect(there, here);
    await("the diary of an owner nobody named", () -> count(there, Diary.class) == 1);

    TestUnits.persist(there, Diary.of("grace/øst", "after"));
    TestUnits.persist(there, Diary.of("ada", "from there"));

    await("diaries of both arrive", () -> count(here, Diary.class) == 3);
    assertThat(node(here).databases())
        .containsKeys("ada-diary-shard-0", "ada-diary-shard-1", "global-owner-list");
  }

  @Test
  void databasesOfOwners_madeWithoutNetwork_areListedAtTheNextStart(@TempDir Path directory) {
    try (EntityManagerFactory alone =
        TestUnits.open(
            TestUnits.configuration(Diary.class)
                .property("debros.directory", directory.toString())
                .property("debros.access.write", "*"))) {
      TestUnits.persist(alone, Diary.of("ada", "offline"));
      assertThat(node(alone).databases()).doesNotContainKey("global-owner-list");
      assertThat(node(alone).network()).isNull();
    }
    EntityManagerFactory here = start(Map.of("debros.directory", directory.toString()));
    EntityManagerFactory there = start();

    connect(there, here);

    await("the old diary arrives", () -> count(there, Diary.class) == 1);
  }

  @Test
  void changes_ofBothNodes_areToldOnceEachInOrder() {
    EntityManagerFactory here = start();
    EntityManagerFactory there = start();
    connect(there, here);

    TestUnits.persist(here, Note.of("1", "first"));
    await("the row arrives", () -> find(there, Note.class, "1") != null);
    there.runInTransaction(manager -> manager.find(Note.class, "1").text = "second");
    await("the change arrives", () -> find(here, Note.class, "1").text.equals("second"));
    here.runInTransaction(manager -> manager.remove(manager.find(Note.class, "1")));
    await("the end arrives", () -> find(there, Note.class, "1") == null);

    await("all is told", () -> ears.get(0).changes.size() == 3 && ears.get(1).changes.size() == 3);
    assertThat(ears.get(0).changes).extracting(EntityChange::kind).containsExactly(Kind.values());
    assertThat(ears.get(0).changes)
        .extracting(EntityChange::origin)
        .containsExactly(Origin.LOCAL, Origin.REMOTE, Origin.LOCAL);
    assertThat(ears.get(1).changes)
        .extracting(EntityChange::toString)
        .containsExactly("Note 1 CREATED REMOTE", "Note 1 UPDATED LOCAL", "Note 1 DELETED REMOTE");
    EntityChange<?> update = ears.get(0).changes.get(1);
    assertThat(((Note) Objects.requireNonNull(update.before())).text).isEqualTo("first");
    assertThat(((Note) Objects.requireNonNull(update.after())).text).isEqualTo("second");
    assertThat(ears.get(0).changes.get(0).before()).isNull();
    assertThat(ears.get(0).changes.get(2).after()).isNull();
  }

  @Test
  void listener_thatWritesAndThrows_hindersNobody() {
    EntityManagerFactory here = start();
    node(here)
        .addListener(
            new NodeListener() {
              @Override
              public void changed(EntityChange<?> change) {
                if (change.id().equals("1")) {
                  TestUnits.persist(here, Note.of("2", "from the listener"));
                }
                throw new IllegalStateException("on purpose");
              }
            });

    TestUnits.persist(here, Note.of("1", "first"));

    await("the listener has written", () -> find(here, Note.class, "2") != null);
    await("others are told of both", () -> ears.get(0).changes.size() == 2);
  }

  @Test
  void uniqueValue_givenTwiceApart_isToldWhenTheNodesMeet() {
    EntityManagerFactory here = start();
    EntityManagerFactory there = start();
    TestUnits.persist(here, Person.named("ada"));
    TestUnits.persist(there, Person.named("ada"));

    connect(there, here);

    await(
        "both list it",
        () ->
            node(here).uniqueViolations().size() == 1
                && node(there).uniqueViolations().equals(node(here).uniqueViolations()));
  }

  @Test
  void status_aloneThenTogether_saysSo() {
    EntityManagerFactory here = start();
    EntityManagerFactory there = start();
    TestUnits.persist(here, Note.of("1", "first"));
    assertThat(status(here, "global-note").state()).isEqualTo(State.ALONE);
    assertThat(network(here).peers()).isEmpty();

    connect(there, here);

    await("it arrives", () -> status(there, "global-note").joined() == 1);
    await("in sync", () -> status(there, "global-note").state() == State.IN_SYNC);
    await("both ways", () -> status(here, "global-note").state() == State.IN_SYNC);
    ReplicationStatus status = status(there, "global-note");
    assertThat(status.joined()).isEqualTo(1);
    assertThat(status.heads()).isEqualTo(status(here, "global-note").heads()).hasSize(1);
    assertThat(status.why()).isEqualTo("All that 1 peer named is here");
    assertThat(status.peers()).extracting("peer").containsExactly(network(here).peerId());
    assertThat(network(there).peers()).containsExactly(network(here).peerId());
    assertThat(network(here).addresses())
        .allMatch(address -> address.endsWith("/p2p/" + network(here).peerId()));
    await("the ears have heard", () -> ears.get(1).joined.size() == 1);
    assertThat(ears.get(1).joined).containsExactly(network(here).peerId());
    await("progress is told", () -> ears.get(1).caughtUp(Note.class));

    units.remove(here);
    here.close();

    await("the peer has left", () -> ears.get(1).left.size() == 1);
    assertThat(network(there).peers()).isEmpty();
  }

  @Test
  void connect_nobodyThere_namesTheAddress() {
    EntityManagerFactory here = start();
    String gone;
    try (EntityManagerFactory closed = start()) {
      gone = network(closed).addresses().get(0);
      units.remove(closed);
    }

    assertThatThrownBy(() -> network(here).connect(gone))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining(gone.replaceAll("/p2p/.*", ""));
    assertThatThrownBy(() -> network(here).connect("127.0.0.1:4001"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void statistics_afterARowArrived_countBothWays() {
    EntityManagerFactory here = start();
    EntityManagerFactory there = start();
    connect(there, here);
    TestUnits.persist(here, Note.of("1", "text"));
    await("the row arrives", () -> find(there, Note.class, "1") != null);

    NetworkStatistics counted = network(here).statistics();

    assertThat(counted.peers()).isEqualTo(1);
    assertThat(counted.open()).isEqualTo(new InOut(1, 0));
    assertThat(counted.connections()).isEqualTo(new InOut(1, 0));
    assertThat(counted.streams().out()).isPositive();
    assertThat(counted.bytes().in()).isPositive();
    assertThat(counted.refused()).isEmpty();
    assertThat(counted.misbehaviour()).isEmpty();
  }

  @Test
  void view_ofAClosedFactory_isRefused() {
    EntityManagerFactory here = start();
    NodeView node = node(here);
    NetworkView network = network(here);
    node.requireWritable();
    here.close();
    units.remove(here);

    assertThatThrownBy(node::requireWritable).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(network::statistics).isInstanceOf(IllegalStateException.class);
  }

  private EntityManagerFactory start() {
    return start(Map.of("debros.store.type", "memory"));
  }

  private EntityManagerFactory start(Map<String, Object> properties) {
    Ear ear = new Ear();
    Map<String, Object> all = new HashMap<>(properties);
    all.put("debros.access.write", "*");
    all.put("debros.network.enabled", "true");
    all.put("debros.network.listen", "/ip4/127.0.0.1/tcp/0");
    all.put("debros.network.mdns", "false");
    all.put("debros.listeners", ear);
    EntityManagerFactory unit =
        TestUnits.open(
            TestUnits.configuration(Person.class, Diary.class, Note.class).properties(all));
    units.add(unit);
    ears.add(ear);
    return unit;
  }

  private static void connect(EntityManagerFactory from, EntityManagerFactory to) {
    String peer = network(from).connect(network(to).addresses().get(0));
    assertThat(peer).isEqualTo(network(to).peerId());
  }

  private static ReplicationStatus status(EntityManagerFactory unit, String database) {
    return network(unit).replicationStatus().stream()
        .filter(status -> status.database().equals(database))
        .findFirst()
        .orElseThrow();
  }

  private static NetworkView network(EntityManagerFactory unit) {
    return Objects.requireNonNull(node(unit).network());
  }

  private static NodeView node(EntityManagerFactory unit) {
    return unit.unwrap(NodeView.class);
  }

  private static int count(EntityManagerFactory unit, Class<?> type) {
    try (var manager = unit.createEntityManager()) {
      return TestUnits.list(manager, type).size();
    }
  }

  private static <T> T find(EntityManagerFactory unit, Class<T> type, String id) {
    try (var manager = unit.createEntityManager()) {
      return manager.find(type, id);
    }
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(condition);
  }

  /** Hears what a node tells. */
  private static final class Ear implements NodeListener {
    private final List<EntityChange<?>> changes = new CopyOnWriteArrayList<>();
    private final List<ReplicationProgress> progress = new CopyOnWriteArrayList<>();
    private final List<String> joined = new CopyOnWriteArrayList<>();
    private final List<String> left = new CopyOnWriteArrayList<>();

    boolean caughtUp(Class<?> type) {
      return progress.stream()
          .anyMatch(each -> each.entityType() == type && each.stage() == Stage.CAUGHT_UP);
    }

    @Override
    public void changed(EntityChange<?> change) {
      changes.add(change);
    }

    @Override
    public void replicated(ReplicationProgress told) {
      progress.add(told);
    }

    @Override
    public void peerJoined(String peer) {
      joined.add(peer);
    }

    @Override
    public void peerLeft(String peer) {
      left.add(peer);
    }
  }
}
