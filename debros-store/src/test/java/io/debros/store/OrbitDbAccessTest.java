package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.encryption.PasswordCipher;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.ClosedException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Encryption;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.CountingStorage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A list of writers that changes: who may, what it costs, and who keeps it open. */
class OrbitDbAccessTest {
  private static final DatabaseOptions ORBITDB =
      DatabaseOptions.defaults().withAccess(AccessOptions.orbitDb());
  private static final CborValue ONE = new CborInt(1);

  private final CountingStorage storage = new CountingStorage(new MemoryStorage());
  private final DebrosNode ada = DebrosNode.open(NodeSettings.inMemory(), storage);
  private final Storage bobsStorage = new MemoryStorage();
  private final DebrosNode bob = DebrosNode.open(NodeSettings.inMemory(), bobsStorage);
  private final Storage carlsStorage = new MemoryStorage();
  private final KeyValueDatabase adas = ada.openKeyValue("diary", ORBITDB);
  private final OrbitDbAccessController access = access(adas);

  @AfterEach
  void close() {
    ada.close();
    bob.close();
  }

  @Test
  void grantAndRevoke_ofAnother_countFromThenOn() {
    KeyValueDatabase bobs = bobsCopy();
    assertThatThrownBy(() -> bobs.put("a", ONE)).isInstanceOf(AppendDeniedException.class);

    access.grant(OrbitDbAccessController.WRITE, bob.identity().id());
    tell(bobs);
    bobs.put("a", ONE);
    adas.join(bobs.heads(), bobBlocks()::find);
    assertThat(adas.find("a")).isEqualTo(ONE);

    access.revoke(OrbitDbAccessController.WRITE, bob.identity().id());
    tell(bobs);
    assertThatThrownBy(() -> bobs.put("b", ONE)).isInstanceOf(AppendDeniedException.class);
    assertThat(adas.find("a")).isEqualTo(ONE);
  }

  @Test
  void grant_withoutBeingRootAdmin_isRefusedAlsoToAdmins() {
    access.grant(OrbitDbAccessController.ADMIN, bob.identity().id());
    KeyValueDatabase bobs = bobsCopy();
    tell(bobs);

    bobs.put("a", ONE);

    assertThat(access(bobs).hasCapability("admin", bob.identity().id())).isTrue();
    assertThatThrownBy(() -> access(bobs).grant("write", "x"))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining("Only root admins may change who may write");
    assertThatThrownBy(() -> access(bobs).revoke("write", "x"))
        .isInstanceOf(AppendDeniedException.class);
  }

  @Test
  void grant_withoutCapabilityOrId_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> access.grant("", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> access.grant("write", ""));
    assertThat(access.database().heads()).isEmpty();
  }

  @Test
  void capabilities_ofValuesThatAreNoLists_areNone() {
    String id = bob.identity().id();
    access.database().put("write", new CborText(id));
    access.database().put("admin", new CborList(List.of(new CborInt(5), new CborText(id))));

    assertThat(access.capabilities()).containsEntry("write", Set.of());
    assertThat(access.hasCapability("write", id)).isFalse();
    assertThat(access.hasCapability("admin", id)).isTrue();
  }

  @Test
  void write_withManyGrants_readsNothingOfTheList() {
    for (int i = 0; i < 250; i++) {
      access.grant("write", "somebody " + i);
    }
    KeyValueDatabase fixed = ada.openKeyValue("fixed", DatabaseOptions.defaults());

    assertThat(readsOfWrite(adas)).isEqualTo(readsOfWrite(fixed));
  }

  @Test
  void list_ofTwoDatabases_isOneAndClosesWithTheLast() {
    DocumentDatabase documents = openDocuments();
    KeyValueDatabase list = access.database();
    assertThat(access(documents).database()).isSameAs(list);

    adas.close();
    assertThat(list.isClosed()).isFalse();
    documents.put(CborValue.CborMap.builder().put("_id", "a").build());

    documents.close();
    assertThat(list.isClosed()).isTrue();
  }

  @Test
  void list_thatTheApplicationOpened_staysOpen() {
    KeyValueDatabase list = ada.openKeyValue(access.address(), DatabaseOptions.defaults());
    assertThat(list).isSameAs(access.database());

    adas.close();

    assertThat(list.isClosed()).isFalse();
  }

  @Test
  void entries_beforeTheirGrant_areJoinedWhenItArrives() {
    KeyValueDatabase bobs = bobsCopy();
    access.grant("write", bob.identity().id());
    tell(bobs);
    bobs.put("a", ONE);
    try (DebrosNode carl = DebrosNode.open(NodeSettings.inMemory(), carlsStorage)) {
      KeyValueDatabase carls = copy(carl, carlsStorage);

      carls.offer(bobs.heads(), new BlockStore(bobsStorage)::find);
      assertThat(carls.find("a")).isNull();

      tell(carls);
      assertThat(carls.find("a")).isEqualTo(ONE);
    }
  }

  @Test
  void entries_beforeTheirGrantHere_areJoinedWhenItIsGiven() {
    KeyValueDatabase bobs = bobsCopy();
    access.database().close(); // the list is watched in whatever instance
    access.grant("write", "somebody else");
    tell(bobs);
    access.grant("write", bob.identity().id());
    tell(bobs);
    bobs.put("a", ONE);
    access.revoke("write", bob.identity().id());
    access.database().close();

    adas.offer(bobs.heads(), bobBlocks()::find);
    assertThat(adas.find("a")).isNull();

    access.grant("write", bob.identity().id());
    assertThat(adas.find("a")).isEqualTo(ONE);
  }

  @Test
  void list_thatTheApplicationCloses_isOpenedWhenItIsNeeded() {
    access.database().close();

    adas.put("a", ONE);
    access.grant("write", "x");

    assertThat(access.hasCapability("write", "x")).isTrue();
  }

  @Test
  void drop_ofTheRuledDatabase_leavesTheList() {
    access.grant("write", "x");
    adas.put("a", ONE);

    adas.drop();

    assertThat(adas.count()).isZero();
    assertThat(access.hasCapability("write", "x")).isTrue();
  }

  @Test
  void drop_ofTheList_takesEveryGrantWithIt() {
    access.grant("write", bob.identity().id());
    assertThat(access.standing(bob.identity())).hasToString("MAY_WRITE");

    access.database().drop();

    assertThat(access.standing(bob.identity())).hasToString("NEVER");
    assertThat(access.standing(ada.identity())).hasToString("MAY_WRITE");
  }

  @Test
  void standing_afterRevocation_isThatOfAFormerWriterAlsoWhenOpenedAgain() {
    access.grant("write", bob.identity().id());
    access.revoke("write", bob.identity().id());
    assertThat(access.standing(bob.identity())).hasToString("FORMERLY");

    adas.close();
    KeyValueDatabase again = ada.openKeyValue("diary", ORBITDB);

    assertThat(access(again).standing(bob.identity())).hasToString("FORMERLY");
  }

  /** Else a former writer would pass for somebody who never could write. */
  @Test
  void standing_historyCannotBeRead_failsEveryTimeUntilItCan() {
    access.grant("write", bob.identity().id());
    Block grant = access.database().heads().get(0).block();
    access.revoke("write", bob.identity().id());
    storage.write(new StorageBatch().delete(BlockStore.SPACE, grant.cid().bytes()));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> access.standing(bob.identity()))
          .isInstanceOf(MissingBlockException.class);
    }

    store(grant);
    assertThat(access.standing(bob.identity())).hasToString("FORMERLY");
  }

  @Test
  void capabilities_ofValuesThatCannotBeRead_areNone() {
    access.grant("write", "x");
    access.database().close();
    Encryption secret = Encryption.ofData(new PasswordCipher("secret"));
    ada.openKeyValue(access.address(), DatabaseOptions.defaults().withEncryption(secret))
        .put("admin", new CborList(List.of(new CborText("y"))));
    ada.open(access.address()).close();

    assertThat(access.capabilities())
        .isEqualTo(Map.of("write", Set.of("x"), "admin", Set.of(ada.identity().id())));
  }

  @Test
  void open_byManyThreads_givesOneInstanceOfBoth() {
    for (int round = 0; round < 20; round++) {
      String name = "shared " + round;
      List<CompletableFuture<KeyValueDatabase>> runs =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(() -> ada.openKeyValue(name, ORBITDB)))
              .limit(4)
              .toList();

      Set<Object> instances = new HashSet<>();
      runs.forEach(run -> instances.add(run.join()));
      runs.forEach(run -> instances.add(access(run.join()).database()));

      assertThat(instances).hasSize(2);
    }
  }

  @Test
  void open_listAndDatabaseOfOneName_areDifferentDatabases() {
    assertThat(access.address()).isNotEqualTo(adas.address().toString());
    assertThat(access.database().name()).isEqualTo("diary");
    assertThat(ada.addressOf("diary", DocumentOptions.defaults()))
        .isNotEqualTo(access.database().address());
  }

  @Test
  void open_byNameOnly_isTheRuledDatabaseAndNotItsList() {
    assertThat(ada.open("diary")).isSameAs(adas);
  }

  @Test
  void open_ruledBySomethingElseThanAList_isRefused() {
    Manifest events = new Manifest("x", "events", new IpfsAccessList(List.of("*")).address(), null);
    Manifest ruledByList = new Manifest("x", "keyvalue", access.address(), null);
    for (Manifest list : List.of(events, ruledByList)) {
      Manifest ruled = new Manifest("x", "keyvalue", list.address().toString(), null);
      store(list.toBlock());
      store(ruled.toBlock());

      assertThatThrownBy(() -> ada.open(ruled.address().toString()))
          .isInstanceOf(BadBlockException.class)
          .hasMessageContaining("Access controller names a database that is no access list");
    }
  }

  @Test
  void standing_afterTheNodeWasClosed_isRefused() {
    ada.close();

    assertThatThrownBy(() -> access.standing(ada.identity())).isInstanceOf(ClosedException.class);
  }

  private KeyValueDatabase bobsCopy() {
    return copy(bob, bobsStorage);
  }

  /** Opened by address, with nothing but the descriptions. */
  private KeyValueDatabase copy(DebrosNode node, Storage where) {
    BlockStore blocks = new BlockStore(where);
    StorageBatch batch = new StorageBatch();
    List.of(adas.manifest(), access.database().manifest())
        .forEach(manifest -> blocks.put(batch, manifest.toBlock()));
    blocks.put(batch, new IpfsAccessList(List.of(ada.identity().id())).toBlock());
    where.write(batch);
    return node.openKeyValue(adas.address().toString(), DatabaseOptions.defaults());
  }

  private void tell(KeyValueDatabase bobs) {
    access(bobs).database().join(access.database().heads(), new BlockStore(storage)::find);
  }

  private BlockStore bobBlocks() {
    return new BlockStore(bobsStorage);
  }

  private DocumentDatabase openDocuments() {
    return ada.openDocuments("diary", DocumentOptions.defaults().with(shared -> ORBITDB));
  }

  private long readsOfWrite(KeyValueDatabase database) {
    database.put("first", ONE);
    database.put("second", ONE);
    long before = storage.reads();
    database.put("third", ONE);
    return storage.reads() - before;
  }

  private void store(Block block) {
    StorageBatch batch = new StorageBatch();
    new BlockStore(storage).put(batch, block);
    storage.write(batch);
  }

  private static OrbitDbAccessController access(Database database) {
    AccessController access = database.access();
    return (OrbitDbAccessController) access;
  }
}
