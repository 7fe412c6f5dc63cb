package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.index.IndexDefinition;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to the databases that a list rules when it changes. */
class SharedListsTest {
  private static final IndexDefinition BROKEN =
      IndexDefinition.of(
          "broken",
          "1",
          (key, document) -> {
            throw new IllegalStateException("index of the test");
          });

  private final MemoryStorage storage = new MemoryStorage();

  /** Which one comes first is left to chance, hence the rounds. */
  @Test
  void grant_oneRuledDatabaseFails_anotherTriesAgainNevertheless() {
    try (DebrosNode here = DebrosNode.open(NodeSettings.inMemory(), storage);
        DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      for (int round = 0; round < 8; round++) {
        String name = "round " + round;
        AccessOptions admins =
            AccessOptions.orbitDb(List.of(here.identity().id(), there.identity().id()));
        DatabaseOptions options = DatabaseOptions.defaults().withAccess(admins);
        DocumentOptions documents = DocumentOptions.defaults().withAccess(admins);
        KeyValueDatabase theirValues = there.openKeyValue(name, options);
        theirValues.put("a", new CborInt(1));
        theirValues.put("b", new CborInt(2));
        DocumentDatabase theirDocuments = there.openDocuments(name, documents);
        theirDocuments.put(CborMap.builder().put("_id", "a").build());
        theirDocuments.put(CborMap.builder().put("_id", "b").build());
        DocumentDatabase failing = here.openDocuments(name, documents.withIndexes(List.of(BROKEN)));
        KeyValueDatabase values = here.openKeyValue(name, options);
        setAside(failing, theirDocuments, there);
        setAside(values, theirValues, there);

        ((OrbitDbAccessController) values.access()).grant("other", "somebody");

        assertThat(values.count()).as("round %s", round).isEqualTo(2);
      }
    }
  }

  /** Offers the heads, and then puts what they lack where nobody looks before it is told to. */
  private void setAside(Database database, Database theirs, DebrosNode writer) {
    BlockSource identity =
        hash -> hash.equals(writer.identity().hash()) ? writer.identity().block().bytes() : null;
    assertThat(database.offer(theirs.heads(), identity).entries()).isEmpty();
    StorageBatch batch = new StorageBatch();
    for (Entry entry : theirs.log().values()) {
      new BlockStore(storage).put(batch, entry.block());
    }
    storage.write(batch);
  }
}
