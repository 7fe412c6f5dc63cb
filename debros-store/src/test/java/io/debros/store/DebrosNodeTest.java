package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.ClosedException;
import io.debros.store.error.DirectoryLockedException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.identity.Identity;
import io.debros.store.index.IndexDefinition;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.FaultyStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebrosNodeTest {
  private static final CborMap ADA = CborMap.builder().put("_id", "ada").put("n", 1).build();

  /** Opening waited for the writer even if there was nothing to do, and refused its own thread. */
  @Test
  void openDocuments_whileATransactionHasIt_waitsForNobody() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentOptions options =
          DocumentOptions.defaults()
              .withIndexes(List.of(IndexDefinition.of("all", "1", (key, document) -> List.of())));
      DocumentDatabase places = node.openDocuments("places", options);

      try (DatabaseTransaction transaction = node.begin(List.of(places))) {
        assertThat(node.openDocuments("places", options)).isSameAs(places);
        assertThat(
                CompletableFuture.supplyAsync(() -> node.openDocuments("places", options))
                    .get(1, TimeUnit.MINUTES))
            .isSameAs(places);
      }
    }
  }

  /** Whoever opened a database while another thread closed it was told that it is closed. */
  @Test
  void openDocuments_whileOthersCloseIt_isOpenedAgain() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentOptions options =
          DocumentOptions.defaults()
              .withIndexes(List.of(IndexDefinition.of("all", "1", (key, document) -> List.of())));
      Callable<Integer> openAndClose =
          () -> {
            int opened = 0;
            for (int i = 0; i < 300; i++, opened++) {
              node.openDocuments("places", options).close();
            }
            return opened;
          };

      List<CompletableFuture<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return openAndClose.call();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }

      for (CompletableFuture<Integer> run : runs) {
        assertThat(run.get(1, TimeUnit.MINUTES)).isEqualTo(300);
      }
    }
  }

  @Test
  void open_sameDirectoryAgain_keepsIdentityDatabasesAndDocuments(@TempDir Path directory) {
    Identity identity;
    String address;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      identity = node.identity();
      DocumentDatabase users = node.openDocuments("users", DocumentOptions.defaults());
      address = users.address().toString();
      users.put(ADA);
    }

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(node.identity()).isEqualTo(identity);
      assertThat(node.databases())
          .singleElement()
          .satisfies(
              info -> {
                assertThat(info.name()).isEqualTo("users");
                assertThat(info.address()).hasToString(address);
                assertThat(info.type()).isEqualTo("documents");
                assertThat(info.open()).isFalse();
                assertThat(info.documentCount()).isEqualTo(1);
              });
      DocumentDatabase users = node.openDocuments(address, DocumentOptions.defaults());
      assertThat(users.get("ada").value()).isEqualTo(ADA);
      assertThat(node.databases().get(0).open()).isTrue();
    }
  }

  @Test
  void open_directoryInUse_namesTheProcess(@TempDir Path directory) {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThatThrownBy(() -> DebrosNode.open(NodeSettings.in(directory)))
          .isInstanceOf(DirectoryLockedException.class)
          .hasMessageContaining("Directory is in use")
          .hasMessageContaining(directory.getFileName().toString())
          .hasMessageContaining("pid=" + ProcessHandle.current().pid());
      assertThat(node.isClosed()).isFalse();
    }
  }

  @Test
  void openDocuments_sameSettingsAtTwoNodes_giveOneAddress() {
    try (DebrosNode a = DebrosNode.open(NodeSettings.inMemory());
        DebrosNode b = DebrosNode.open(NodeSettings.inMemory())) {
      List<String> writers = List.of(b.identity().id(), a.identity().id(), b.identity().id());
      DocumentOptions options = DocumentOptions.defaults().withWrite(writers);
      DocumentOptions reordered =
          DocumentOptions.defaults().withWrite(writers.stream().distinct().sorted().toList());

      assertThat(a.openDocuments("shared", options).address())
          .isEqualTo(b.openDocuments("shared", reordered).address())
          .isNotEqualTo(a.openDocuments("shared", DocumentOptions.defaults()).address())
          .isNotEqualTo(b.openDocuments("other", options).address());
      assertThat(a.databases()).extracting(DatabaseInfo::name).containsExactly("shared", "shared");
    }
  }

  @Test
  void openDocuments_byManyThreadsAtOnce_givesOneInstance() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      List<DocumentDatabase> opened =
          IntStream.range(0, 64)
              .parallel()
              .mapToObj(i -> node.openDocuments("users", DocumentOptions.defaults()))
              .toList();

      assertThat(opened).allMatch(database -> database == opened.get(0));
    }
  }

  @Test
  void openDocuments_afterClose_givesNewInstanceWithTheDocuments() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase first = node.openDocuments("users", DocumentOptions.defaults());
      first.put(ADA);
      first.close();

      DocumentDatabase second = node.openDocuments("users", DocumentOptions.defaults());

      assertThat(second).isNotSameAs(first);
      assertThat(second.get("ada").value()).isEqualTo(ADA);
      assertThat(first.isClosed()).isTrue();
    }
  }

  @Test
  void openDocuments_withOtherKeyField_isRefused() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase users = node.openDocuments("users", DocumentOptions.defaults());

      assertThatThrownBy(
              () -> node.openDocuments("users", DocumentOptions.defaults().withIndexBy("id")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Database is open with another key field {address=%s, indexBy=_id}."
                  + " Open it with this field, or close it first.",
              users.address());
    }
  }

  @Test
  void openDocuments_brokenAddress_isNotTakenForAName() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      assertThatThrownBy(() -> node.openDocuments("/orbitdb/zdpuAm", DocumentOptions.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Not a valid OrbitDB address {address=/orbitdb/zdpuAm}. Give it as /orbitdb/zdpu…,"
                  + " or open a database by its name.");
      assertThat(node.databases()).isEmpty();
    }
  }

  @Test
  void openDocuments_unknownAddress_saysWhatToDo() {
    String address = "/orbitdb/zdpuAmXX2x2BS5XtdqFzWKPMjDjs2rFkXc8Cm7brcCvbdKEEb";
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      assertThatThrownBy(() -> node.openDocuments(address, DocumentOptions.defaults()))
          .isInstanceOf(MissingBlockException.class)
          .hasMessage(
              "Description of the database is not here {address=%s, block=%s}. Import a CAR file of"
                  + " the database, or open it by its name.",
              address, address.substring(9));
    }
  }

  @Test
  void openDocuments_emptyName_isRefused() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      assertThatThrownBy(() -> node.openDocuments("", DocumentOptions.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Manifest needs a value {field=name}. Give one.");
    }
  }

  @Test
  void requireWritable_diskIsFullAndTheNodeCloses_saysSo() {
    FaultyStorage storage = new FaultyStorage(new MemoryStorage());
    DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
    assertThatCode(node::requireWritable).doesNotThrowAnyException();

    storage.fillDisk();

    assertThatThrownBy(node::requireWritable).isInstanceOf(StorageException.class);
    node.close();
    assertThatThrownBy(node::requireWritable).isInstanceOf(ClosedException.class);
  }

  @Test
  void openDocuments_fullDisk_createsNothing() {
    FaultyStorage storage = new FaultyStorage(new MemoryStorage());
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage)) {
      storage.fillDisk();

      assertThatThrownBy(() -> node.openDocuments("users", DocumentOptions.defaults()))
          .isInstanceOf(StorageException.class);
      assertThat(node.databases()).isEmpty();

      storage.freeDisk();
      node.openDocuments("users", DocumentOptions.defaults()).put(ADA);
      assertThat(node.databases()).hasSize(1);
    }
  }

  @Test
  void note_put_isThereAfterRestartAndReplaced(@TempDir Path directory) {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(node.findNote("a")).isNull();
      node.putNote("a", new byte[] {1});
      node.putNote("b", new byte[0]);
      node.putNote("a", new byte[] {2, 3});
    }

    DebrosNode node = DebrosNode.open(NodeSettings.in(directory));

    assertThat(node.findNote("a")).containsExactly(2, 3);
    assertThat(node.findNote("b")).isEmpty();
    node.close();
    assertThatThrownBy(() -> node.findNote("a")).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> node.putNote("a", new byte[0])).isInstanceOf(ClosedException.class);
  }

  @Test
  void close_twice_closesDatabasesOnce() {
    DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
    DocumentDatabase users = node.openDocuments("users", DocumentOptions.defaults());

    node.close();
    node.close();

    assertThat(node.isClosed()).isTrue();
    assertThat(users.isClosed()).isTrue();
    assertThatThrownBy(() -> node.openDocuments("users", DocumentOptions.defaults()))
        .isInstanceOf(ClosedException.class)
        .hasMessage("Node is closed. Open the node again, and its databases after it.");
    assertThatThrownBy(node::databases).isInstanceOf(ClosedException.class);
    assertThatThrownBy(node::snapshot).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> node.begin(List.of(users))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> users.get("ada"))
        .isInstanceOf(ClosedException.class)
        .hasMessage("Database is closed {address=%s}. Open it again at its node.", users.address());
    assertThatThrownBy(() -> users.put(ADA)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> users.iterator(-1)).isInstanceOf(ClosedException.class);
  }

  @Test
  void settings_withoutIdentityName_areRefused() {
    assertThatThrownBy(() -> NodeSettings.inMemory().withIdentityName(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Identity has no name. Give a name, or leave identityName at its default debros.");
  }

  @Test
  void get_tamperedBlock_isNoticedByWhoWalksTheLog() {
    MemoryStorage storage = new MemoryStorage();
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage)) {
      DocumentDatabase users = node.openDocuments("users", DocumentOptions.defaults());
      byte[] first = users.put(ADA).bytes();
      users.put(ADA);
      Tampering.flipBit(storage, first);

      assertThatThrownBy(() -> users.log().values())
          .isInstanceOf(BadBlockException.class)
          .hasMessageContaining("Block does not have the hash that it is named by");
      assertThat(users.get("ada").value()).isEqualTo(ADA);
    }
  }
}
