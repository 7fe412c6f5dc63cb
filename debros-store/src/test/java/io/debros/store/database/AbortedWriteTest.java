package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.encryption.PasswordCipher;
import io.debros.store.oplog.Encryption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is remembered of entries that were staged and given up. */
class AbortedWriteTest {
  private static final DocumentOptions OPEN = DocumentOptions.defaults().withWrite(List.of("*"));

  /** JavaScript writes plain documents whatever the option says, so plain entries arrive. */
  @Test
  void open_encryptedDatabaseAfterAnAbortedWriteAndAPlainEntry_readsIt() {
    DocumentOptions encrypted =
        OPEN.with(shared -> shared.withEncryption(Encryption.ofData(new PasswordCipher("secret"))));
    try (DebrosNode here = DebrosNode.open(NodeSettings.inMemory());
        DebrosNode there = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase theirs = there.openDocuments("places", OPEN);
      theirs.put(document("a", "Rome"));
      DocumentDatabase places = here.openDocuments("places", encrypted);
      try (DatabaseTransaction transaction = here.begin(List.of(places))) {
        transaction.put(places, document("b", "Oslo"));
      }
      places.join(
          theirs.heads(),
          hash -> hash.equals(there.identity().hash()) ? there.identity().block().bytes() : null);
      places.close();

      DocumentDatabase again = here.openDocuments("places", encrypted);

      assertThat(again.get("a").value()).isEqualTo(document("a", "Rome"));
    }
  }
}
