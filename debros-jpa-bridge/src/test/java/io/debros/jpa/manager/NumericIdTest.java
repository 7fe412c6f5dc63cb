package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.document.DocumentSettings;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.unit.Units;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.StorageException;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.FaultyStorage;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.SequenceGenerator;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 1, 2, 3 …, and what becomes of it with several nodes. */
class NumericIdTest {
  @TempDir private Path directory;

  @Test
  void persist_everyIntegerType_countsFromOne() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(Ticket.class, Seat.class, Row.class, Gate.class, Fan.class)) {
      Ticket first = new Ticket();
      Ticket second = new Ticket();
      Seat seat = new Seat();
      Row row = new Row();
      Gate gate = new Gate();
      Fan fan = new Fan();
      TestUnits.persist(factory, first, second, seat, row, gate, fan);

      assertThat(first.id).isEqualTo(1L);
      assertThat(second.id).isEqualTo(2L);
      assertThat(seat.id).isOne();
      assertThat(row.id).isEqualTo((short) 1);
      assertThat(gate.id).isEqualTo((byte) 1);
      assertThat(fan.id).isEqualTo(BigInteger.ONE);
      TestUnits.read(
          factory,
          manager -> {
            assertThat(manager.find(Ticket.class, 2L)).isNotNull();
            assertThat(manager.find(Seat.class, 1)).isNotNull();
            assertThat(manager.find(Row.class, (short) 1)).isNotNull();
            assertThat(manager.find(Fan.class, BigInteger.ONE)).isNotNull();
          });
    }
  }

  @Test
  void persist_moreThanABlock_goesOnWithoutGaps() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Ticket.class)) {
      assertThat(persisted(factory, 120)).containsExactlyElementsOf(numbers(1, 120));
    }
  }

  @Test
  void persist_idThatIsSet_isKept() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Ticket.class)) {
      Ticket chosen = new Ticket();
      chosen.id = 77L;
      TestUnits.persist(factory, chosen);

      assertThat(chosen.id).isEqualTo(77L);
      assertThat(persisted(factory, 1)).containsExactly(1L);
    }
  }

  @Test
  void persist_initialValueAndSharedSequence_areHonoured() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Invoice.class, Refund.class)) {
      Invoice invoice = new Invoice();
      Refund refund = new Refund();
      TestUnits.persist(factory, invoice, refund);

      assertThat(invoice.id).isEqualTo(1000L);
      assertThat(refund.id).isEqualTo(1001L);
    }
  }

  @Test
  void persist_numberThatDoesNotFit_fails() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Small.class)) {
      TestUnits.persist(factory, new Small());

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> TestUnits.persist(factory, new Small()))
          .withMessageContaining("Generated id does not fit the attribute any more")
          .withMessageContaining("{entity=Small, attribute=id, type=short}");
    }
  }

  @Test
  void persist_manyThreads_noIdTwice() throws Exception {
    try (EntityManagerFactory factory = TestUnits.inMemory(Ticket.class)) {
      ConcurrentLinkedQueue<Long> given = new ConcurrentLinkedQueue<>();
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<?>> work = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        work.add(threads.submit(() -> given.addAll(persisted(factory, 40))));
      }
      for (Future<?> done : work) {
        done.get();
      }
      threads.shutdown();

      assertThat(given).containsExactlyInAnyOrderElementsOf(numbers(1, 320));
    }
  }

  @Test
  void restart_goesOnWhereItWas() {
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Ticket.class)) {
      assertThat(persisted(factory, 3)).containsExactly(1L, 2L, 3L);
    }
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Ticket.class)) {
      assertThat(factory.isOpen()).isTrue();
    }
    try (EntityManagerFactory factory = TestUnits.onDisk(directory, Ticket.class)) {
      assertThat(persisted(factory, 2)).containsExactly(4L, 5L);
    }
  }

  @Test
  void restart_afterACrash_givesNoIdTwice() {
    MemoryStorage storage = new MemoryStorage();
    Set<Long> given = new HashSet<>();
    for (int crash = 0; crash < 4; crash++) {
      EntityManagerFactory factory = on(new Uncloseable(storage)); // and never closed
      for (long id : persisted(factory, 3)) {
        assertThat(given.add(id)).as("id %s is new", id).isTrue();
      }
    }
    EntityManagerFactory closed = on(new Uncloseable(storage));
    long last = persisted(closed, 1).get(0);
    closed.close();
    EntityManagerFactory crashed = on(new Uncloseable(storage));
    assertThat(persisted(crashed, 1)).containsExactly(last + 1);
    try (EntityManagerFactory next = on(storage)) {
      assertThat(persisted(next, 1).get(0)).isGreaterThan(last + 1);
    }
    assertThat(crashed.isOpen()).isTrue();
  }

  @Test
  void claim_fullDisk_givesNothingAndWorksLater() {
    FaultyStorage storage = new FaultyStorage(new MemoryStorage());
    try (EntityManagerFactory factory = on(storage)) {
      storage.fillDisk();
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> persisted(factory, 1))
          .withCauseInstanceOf(StorageException.class);
      storage.freeDisk();

      assertThat(persisted(factory, 2)).containsExactly(1L, 2L);
    }
  }

  @Test
  void claim_writerWithoutAccess_saysWhatToDo() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(Map.of("debros.access.write", "somebody else"), Ticket.class)) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> persisted(factory, 1))
          .withCauseInstanceOf(AppendDeniedException.class)
          .withMessageContaining("may not append");
    }
  }

  @Test
  void nodes_thatHaveMet_neverGiveTheSame() {
    try (Peers peers = Peers.of(3, Ticket.class)) {
      assertThat(persisted(peers.get(0), 2)).containsExactly(1L, 2L);
      peers.meet();
      Set<Long> given = new HashSet<>(List.of(1L, 2L));
      for (int round = 0; round < 4; round++) {
        for (int peer = 0; peer < peers.count(); peer++) {
          for (long id : persisted(peers.get(peer), 30)) {
            assertThat(given.add(id)).as("id %s is new", id).isTrue();
          }
          peers.meet();
        }
      }

      assertThat(persisted(peers.get(0), 1).get(0)).isLessThan(450);
    }
  }

  @Test
  void nodes_thatClaimedTheSameApart_leaveItWhenTheyMeet() {
    try (Peers peers = Peers.of(2, Ticket.class)) {
      assertThat(persisted(peers.get(0), 2)).containsExactly(1L, 2L);
      assertThat(persisted(peers.get(1), 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
      peers.meet();

      long ofFirst = persisted(peers.get(0), 1).get(0);
      peers.meet();
      long ofSecond = persisted(peers.get(1), 1).get(0);

      assertThat(ofFirst).isEqualTo(51);
      assertThat(ofSecond).isEqualTo(101);
    }
  }

  @Test
  void nodes_otherSequencesAndClaims_leaveABlockAlone() {
    try (Peers peers = Peers.of(2, Ticket.class, Seat.class)) {
      persisted(peers.get(0), 1);
      peers.meet();
      TestUnits.persist(peers.get(1), new Seat());
      persisted(peers.get(1), 1);
      peers.meet();

      assertThat(persisted(peers.get(0), 1)).containsExactly(2L);
    }
  }

  @Test
  void databases_namespaceAndClaims_areNamed() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(Map.of("debros.namespace", "x"), Ticket.class)) {
      assertThat(factory.unwrap(NodeView.class).databases())
          .containsOnlyKeys("x-global-id-blocks", "x-global-ticket");
    }
  }

  private static List<Long> persisted(EntityManagerFactory factory, int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Ticket ticket = new Ticket();
      try (EntityManager manager = factory.createEntityManager()) {
        manager.getTransaction().begin();
        manager.persist(ticket);
        manager.getTransaction().commit();
      }
      ids.add(ticket.id);
    }
    return ids;
  }

  private static List<Long> numbers(long from, long to) {
    List<Long> numbers = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      numbers.add(number);
    }
    return numbers;
  }

  private EntityManagerFactory on(Storage storage) {
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
        Units.of(TestUnits.configuration(Ticket.class)),
        settings,
        () -> DocumentStores.of(DebrosNode.open(NodeSettings.in(directory), storage), List.of()));
  }

  /** Goes on when a node closes it, as a disk does. */
  private record Uncloseable(Storage storage) implements Storage {
    @Override
    public void write(StorageBatch batch) {
      storage.write(batch);
    }

    @Override
    public void sync() {
      storage.sync();
    }

    @Override
    public byte[] get(Space space, byte[] key) {
      return storage.get(space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return storage.scan(space, range, direction);
    }

    @Override
    public StorageSnapshot snapshot() {
      return storage.snapshot();
    }

    @Override
    public void close() {}
  }

  @Entity(name = "Ticket")
  static class Ticket {
    @Id @GeneratedValue Long id;
  }

  @Entity(name = "Seat")
  static class Seat {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    int id;
  }

  @Entity(name = "Row")
  static class Row {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    Short id;
  }

  @Entity(name = "Gate")
  static class Gate {
    @Id
    @GeneratedValue(strategy = GenerationType.TABLE)
    byte id;
  }

  @Entity(name = "Fan")
  static class Fan {
    @Id @GeneratedValue BigInteger id;
  }

  @Entity(name = "Small")
  @SequenceGenerator(initialValue = Short.MAX_VALUE)
  static class Small {
    @Id @GeneratedValue short id;
  }

  @Entity(name = "Invoice")
  @SequenceGenerator(name = "papers", initialValue = 1000)
  static class Invoice {
    @Id
    @GeneratedValue(generator = "papers")
    long id;
  }

  @Entity(name = "Refund")
  static class Refund {
    @Id
    @GeneratedValue(generator = "papers")
    long id;
  }
}
