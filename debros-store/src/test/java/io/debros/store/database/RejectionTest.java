package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.Gap;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.oplog.Staged;
import io.debros.store.oplog.Standing;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.EntryFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to entries that a database does not take, or not yet. */
class RejectionTest {
  private final MemoryStorage storage = new MemoryStorage();
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
  private final DocumentDatabase described =
      node.openDocuments("places", DocumentOptions.defaults());

  /** Whoever is in it may write; the test changes it. */
  private final Map<String, Standing> standings = new ConcurrentHashMap<>();

  private final List<Refusal> told = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private DocumentDatabase places;
  private Writer ada;
  private Writer bob;

  /** The database of the node, with rules that the test can change. */
  @BeforeEach
  void open() {
    DatabaseContext context = described.engine().context();
    described.close();
    places =
        DatabaseEngine.open(
            context,
            described.manifest(),
            new Rules(),
            DatabaseTypes.DOCUMENTS,
            DocumentOptions.defaults());
    places.addListener(
        new DatabaseListener() {
          @Override
          public void rejected(Database database, Refusal refusal) {
            assertThat(database).isSameAs(places);
            told.add(refusal);
          }

          @Override
          public void failed(Database database, Throwable cause) {
            failures.add(cause);
          }
        });
    ada = new Writer("ada");
    bob = new Writer("bob");
    standings.put(ada.id(), Standing.MAY_WRITE);
    standings.put(node.identity().id(), Standing.MAY_WRITE);
  }

  @AfterEach
  void close() {
    places.close();
    node.close();
    ada.node.close();
    bob.node.close();
  }

  @Test
  void join_writerWithoutAccess_isToldOnceAndThrown() {
    Entry entry = bob.put("x");

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> places.join(List.of(entry), bob.blocks::find))
          .isInstanceOf(AppendDeniedException.class)
          .hasMessageContaining(entry.hash().toString())
          .hasMessageContaining(bob.id());
    }

    assertThat(told)
        .extracting(Refusal::entry, Refusal::writer, Refusal::reason)
        .containsExactly(tuple(entry.hash(), bob.id(), RefusalReason.ACCESS_DENIED));
    assertThat(places.count()).isZero();
    assertThat(places.heads()).isEmpty();
  }

  @Test
  void offer_goodAndBad_takesTheGoodAndTellsOfTheBad() {
    Entry good = ada.put("good");
    Entry bad = bob.put("bad");
    byte[] forged = good.bytes();
    forged[forged.length / 2] ^= 1;

    JoinOutcome outcome = places.offer(List.of(bad, good), sources(ada, bob));
    JoinOutcome garbage =
        places.offerBlocks(EntryBlock.of(List.of(forged, new byte[] {1, 2, 3})), BlockSource.NONE);

    assertThat(outcome.entries()).containsExactly(good);
    assertThat(garbage.refused()).hasSize(2);
    assertThat(told)
        .extracting(Refusal::entry)
        .containsExactlyInAnyOrder(
            bad.hash(), Cid.ofDagCbor(forged), Cid.ofDagCbor(new byte[] {1, 2, 3}));
    assertThat(garbage.refused())
        .allSatisfy(refusal -> assertThat(refusal.error()).isInstanceOf(BadEntryException.class));
    assertThat(places.all()).extracting(DocumentRow::key).containsExactly("good");
  }

  @Test
  void offer_whatBuildsOnRefused_isAGapAndNotToldOf() {
    Entry refused = bob.put("refused");
    ada.join(bob);
    Entry built = ada.put("built on it");

    JoinOutcome outcome = places.offer(List.of(built), sources(ada, bob));

    assertThat(outcome.entries()).isEmpty();
    assertThat(outcome.gaps()).containsExactly(new Gap(built.hash(), Set.of(refused.hash())));
    assertThat(told).extracting(Refusal::entry).containsExactly(refused.hash());
  }

  @Test
  void retry_afterGrant_joinsWhatWasSetAside() {
    Entry refused = bob.put("x");
    ada.join(bob);
    Entry built = ada.put("y");
    places.offer(List.of(built), sources(ada, bob));
    assertThat(places.retry(BlockSource.NONE).entries()).isEmpty();
    assertThat(told).hasSize(1);

    standings.put(bob.id(), Standing.MAY_WRITE);
    JoinOutcome outcome = places.retry(sources(ada, bob));

    assertThat(outcome.entries()).containsExactly(refused, built);
    assertThat(places.heads()).containsExactly(built);
    assertThat(places.retry(BlockSource.NONE).isComplete()).isTrue();
    assertThat(told).hasSize(1);
  }

  @Test
  void offer_missingAncestorArrivesLater_joinsWhatWaitedForItByItself() {
    Entry first = ada.put("first");
    Entry second = ada.put("second");
    Entry third = ada.put("third");
    BlockSource identities = cid -> isEntry(cid, first, second, third) ? null : ada.find(cid);

    JoinOutcome early = places.offer(List.of(third), identities);
    assertThat(early.entries()).isEmpty();
    assertThat(early.missing()).contains(second.hash());
    assertThat(places.offer(List.of(second), identities).entries()).isEmpty();

    JoinOutcome late = places.offer(List.of(first), identities);

    assertThat(late.entries()).containsExactly(first);
    assertThat(places.heads()).containsExactly(third);
    assertThat(places.count()).isEqualTo(3);
    assertThat(told)
        .extracting(Refusal::entry, Refusal::reason)
        .containsExactly(
            tuple(third.hash(), RefusalReason.INCOMPLETE),
            tuple(second.hash(), RefusalReason.INCOMPLETE));
  }

  /** What is set aside is a source of blocks for what builds on it. */
  @Test
  void offer_allowedWriterVouchesForWhatWasSetAside_joinsBoth() {
    standings.put(bob.id(), Standing.FORMERLY);
    Entry formerly = bob.put("x");
    assertThat(places.offer(List.of(formerly), bob.blocks::find).entries()).isEmpty();
    assertThat(told).extracting(Refusal::reason).containsExactly(RefusalReason.ACCESS_REVOKED);

    ada.join(bob);
    Entry vouching = ada.put("y");
    JoinOutcome outcome =
        places.offer(
            List.of(vouching),
            cid -> cid.equals(formerly.hash()) ? null : sources(ada, bob).fetch(cid));

    assertThat(outcome.entries()).containsExactly(formerly, vouching);
    assertThat(places.count()).isEqualTo(2);
  }

  /** Anybody can make such entries: their writers are not known. */
  @Test
  void offer_floodOfStrangers_whatWaitsStillJoinsByItself() {
    Entry first = ada.put("first");
    Entry second = ada.put("second");
    BlockSource identities = cid -> isEntry(cid, first, second) ? null : ada.find(cid);
    places.offer(flood(second, 0), BlockSource.NONE);
    places.offer(List.of(second), identities);
    places.offer(flood(second, SetAside.MAX_ENTRIES), BlockSource.NONE);

    places.offer(List.of(first), identities);

    assertThat(places.heads()).containsExactly(second);
  }

  @Test
  void join_sourceFailsWhileOthersAreTriedAgain_isDoneAndTheFailureIsTold() {
    Entry first = ada.put("first");
    Entry second = ada.put("second");
    Cid nobody = Cid.ofDagCbor(new byte[] {1});
    Entry stranger = EntryFields.with(second, "identity", CborText.of(nobody));
    places.offer(
        List.of(second, stranger), cid -> isEntry(cid, first, second) ? null : ada.find(cid));
    RuntimeException lost = new IllegalStateException("connection lost");
    BlockSource broken =
        cid -> {
          if (cid.equals(nobody)) {
            throw lost;
          }
          return ada.find(cid);
        };

    JoinOutcome outcome = places.join(List.of(first), broken);

    assertThat(outcome.entries()).containsExactly(first);
    assertThat(failures).containsExactly(lost);
    assertThat(places.retry(ada.blocks::find).entries()).containsExactly(second);
  }

  @Test
  void join_missingAncestor_throwsAndSetsNothingAside() {
    ada.put("first");
    Entry second = ada.put("second");
    BlockSource withoutFirst =
        cid -> cid.equals(second.next().get(0)) ? null : ada.blocks.find(cid);

    assertThatThrownBy(() -> places.join(List.of(second), withoutFirst))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining(second.next().get(0).toString());

    assertThat(told).extracting(Refusal::reason).containsExactly(RefusalReason.INCOMPLETE);
    assertThat(places.retry(ada.blocks::find).entries()).isEmpty();
  }

  @Test
  void drop_forgetsWhatWasSetAside() {
    Entry entry = bob.put("x");
    places.offer(List.of(entry), bob.blocks::find);

    places.drop();

    standings.put(bob.id(), Standing.MAY_WRITE);
    assertThat(places.retry(bob.blocks::find).entries()).isEmpty();
    assertThat(places.offer(List.of(entry), bob.blocks::find).entries()).containsExactly(entry);
  }

  /** A listener that grants and retries, as that of an access list does. */
  @Test
  void listener_thatRetriesWhenTold_isNotCalledUnderALock() {
    places.addListener(
        new DatabaseListener() {
          @Override
          public void rejected(Database database, Refusal refusal) {
            standings.put(bob.id(), Standing.MAY_WRITE);
            database.retry(bob.blocks::find);
          }
        });

    places.offer(List.of(bob.put("x")), bob.blocks::find);

    assertThat(places.count()).isEqualTo(1);
  }

  /** Different entries, as many as are set aside, each of an identity that nobody has. */
  private static List<Entry> flood(Entry template, int from) {
    List<Entry> entries = new ArrayList<>();
    for (int i = from; i < from + SetAside.MAX_ENTRIES; i++) {
      Cid nobody = Cid.ofDagCbor(String.valueOf(i).getBytes(StandardCharsets.UTF_8));
      entries.add(EntryFields.with(template, "identity", CborText.of(nobody)));
    }
    return entries;
  }

  private static boolean isEntry(Cid cid, Entry... entries) {
    return List.of(entries).stream().anyMatch(entry -> entry.hash().equals(cid));
  }

  private static BlockSource sources(Writer... writers) {
    return cid -> {
      for (Writer writer : writers) {
        byte[] found = writer.find(cid);
        if (found != null) {
          return found;
        }
      }
      return null;
    };
  }

  private final class Rules implements AccessController {
    @Override
    public Standing standing(Identity writer) {
      return standings.getOrDefault(writer.id(), Standing.NEVER);
    }

    @Override
    public String address() {
      return described.manifest().accessController();
    }
  }

  /** Somebody elsewhere with the same log, where everybody may write. */
  private final class Writer {
    final MemoryStorage storage = new MemoryStorage();
    final BlockStore blocks = new BlockStore(storage);
    final DebrosNode node;
    final Oplog log;

    Writer(String name) {
      node = DebrosNode.open(NodeSettings.inMemory().withIdentityName(name), storage);
      DatabaseContext context =
          node.openDocuments("any", DocumentOptions.defaults()).engine().context();
      log =
          Oplog.open(
              described.address().toString(),
              context.identity(),
              context.identities(),
              blocks,
              storage,
              new Everybody(),
              OplogOptions.of(0));
    }

    String id() {
      return node.identity().id();
    }

    byte[] find(Cid cid) {
      return blocks.find(cid);
    }

    Entry put(String key) {
      Staged staged = log.stage();
      Entry entry = staged.append(KeyOperations.put(key, document(key, "Rome")));
      write(staged);
      return entry;
    }

    void join(Writer other) {
      Staged staged = log.stage();
      staged.join(other.log.heads(), other.blocks::find);
      write(staged);
    }

    private void write(Staged staged) {
      StorageBatch batch = new StorageBatch();
      staged.writeTo(batch);
      storage.write(batch);
      staged.applied();
    }
  }

  private static final class Everybody implements AccessController {
    @Override
    public Standing standing(Identity writer) {
      return Standing.MAY_WRITE;
    }

    @Override
    public String address() {
      return "/test/everybody";
    }
  }
}
