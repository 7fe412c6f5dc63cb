package io.debros.jpa.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.network.NodeListener;
import io.debros.jpa.network.RejectedEntry;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadEntryException;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalForwarderTest {
  @Test
  void entry_ofAnotherLog_isToldOnceWithItsReason() {
    List<RejectedEntry> told = new ArrayList<>();
    DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
    try (DocumentStores stores = DocumentStores.of(node, List.of());
        DebrosNode stranger = DebrosNode.open(NodeSettings.inMemory())) {
      stores.addListener(
          new NodeListener() {
            @Override
            public void rejected(RejectedEntry entry) {
              told.add(entry);
            }
          });
      DocumentStore people = stores.open("people", List.of(), null);
      Entry foreign = put(stranger.openDocuments("others", DocumentOptions.defaults()));

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> people.database().join(List.of(foreign), BlockSource.NONE))
            .isInstanceOf(BadEntryException.class);
      }

      assertThat(told).hasSize(1);
      RejectedEntry entry = told.get(0);
      assertThat(entry.database()).isEqualTo("people");
      assertThat(entry.entry()).isEqualTo(foreign.hash().toString());
      assertThat(entry.reason()).isEqualTo("OTHER_LOG");
      assertThat(entry.message()).startsWith("Entry belongs to another log {");
      assertThat(entry.of(String.class).entityType()).isEqualTo(String.class);
    }
  }

  private static Entry put(DocumentDatabase database) {
    database.put(CborMap.builder().put("_id", "1").build());
    return database.heads().get(0);
  }
}
