package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadEntryException;
import io.debros.store.identity.DidKeyProvider;
import io.debros.store.oplog.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose identity comes from a registered provider, and one that does not know it. */
class IdentityProviderTest {
  private static final NodeSettings WITH_DID =
      NodeSettings.inMemory().withIdentityProvider(DidKeyProvider::new);
  private static final DocumentOptions ANYONE = DocumentOptions.defaults().withWrite(List.of("*"));

  private final DebrosNode ada = DebrosNode.open(WITH_DID.withIdentityType("did"));

  @AfterEach
  void close() {
    ada.close();
  }

  @Test
  void open_typeWithoutProvider_isRefused() {
    NodeSettings settings = NodeSettings.inMemory().withIdentityType("did");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosNode.open(settings))
        .withMessageContaining("Identity provider is not known {type=did, known=[publickey]}");
  }

  @Test
  void open_twoProvidersOfOneType_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosNode.open(WITH_DID.withIdentityProvider(DidKeyProvider::new)))
        .withMessageContaining("Two identity providers have one type {type=did}");
  }

  @Test
  void entries_ofADid_areTakenWhereItsProviderIsRegistered() {
    DocumentDatabase database = ada.openDocuments("letters", ANYONE);
    database.put(CborMap.builder().put("_id", "1").build());

    try (DebrosNode bob = DebrosNode.open(WITH_DID)) {
      ByteArrayOutputStream car = new ByteArrayOutputStream();
      ada.exportCar(database.address(), car);
      bob.importCar(new ByteArrayInputStream(car.toByteArray()));

      assertThat(ada.identity().id()).startsWith("did:key:z6Mk");
      assertThat(bob.identity().type()).isEqualTo("publickey");
      assertThat(bob.openDocuments(database.address().toString(), ANYONE).get("1")).isNotNull();
    }
  }

  @Test
  void entries_ofADid_areRefusedWhereItsProviderIsUnknown() {
    DocumentDatabase database = ada.openDocuments("letters", ANYONE);
    database.put(CborMap.builder().put("_id", "1").build());
    List<Entry> heads = database.heads();
    BlockSource blocks = hash -> hash.equals(ada.identity().hash()) ? identity() : null;

    try (DebrosNode carl = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase theirs = carl.openDocuments("letters", ANYONE);

      assertThatThrownBy(() -> theirs.join(heads, blocks))
          .isInstanceOf(BadEntryException.class)
          .hasMessageContaining("Identity of entry is of an unknown type");
      assertThat(theirs.heads()).isEmpty();
    }
  }

  private byte[] identity() {
    return ada.identity().block().bytes();
  }
}
