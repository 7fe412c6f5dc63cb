package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.identity.DidKeyProvider;
import io.debros.store.manifest.AccessOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page about access control does what it says. */
class AccessControlTest {
  @TempDir private Path directory;

  @Test
  void grant_andRevoke_sayWhoWrites() {
    try (DebrosNode ada = DebrosNode.open(NodeSettings.inMemory());
        DebrosNode bob = DebrosNode.open(NodeSettings.inMemory())) {
      String bobsId = bob.identity().id();

      DatabaseOptions options = DatabaseOptions.defaults().withAccess(AccessOptions.orbitDb());
      KeyValueDatabase diary = ada.openKeyValue("diary", options);
      OrbitDbAccessController access = (OrbitDbAccessController) diary.access();

      access.grant(OrbitDbAccessController.WRITE, bobsId);
      KeyValueDatabase bobs = send(ada, diary, bob);
      bobs.put("monday", new CborText("rain"));
      send(bob, bobs, ada);
      assertThat(diary.find("monday")).isEqualTo(new CborText("rain"));

      access.revoke(OrbitDbAccessController.WRITE, bobsId);
      send(ada, diary, bob);
      assertThatThrownBy(() -> bobs.put("tuesday", new CborText("sun")))
          .isInstanceOf(AppendDeniedException.class);
      assertThat(diary.find("monday")).isEqualTo(new CborText("rain"));
    }
  }

  @Test
  void identity_ofADid_isThatOfItsKey() {
    NodeSettings settings =
        NodeSettings.in(directory)
            .withIdentityProvider(DidKeyProvider::new)
            .withIdentityType(DidKeyProvider.TYPE);

    try (DebrosNode node = DebrosNode.open(settings)) {
      assertThat(node.identity().id()).startsWith("did:key:z6Mk");
    }
  }

  private static KeyValueDatabase send(DebrosNode from, KeyValueDatabase database, DebrosNode to) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    from.exportCar(database.address(), file);
    to.importCar(new ByteArrayInputStream(file.toByteArray()));
    return to.openKeyValue(database.address().toString(), DatabaseOptions.defaults());
  }
}
