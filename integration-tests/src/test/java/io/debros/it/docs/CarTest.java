package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.Address;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page about formats does what it says. */
class CarTest {
  @TempDir private Path folder;

  @Test
  void car_exportedAndImported_showsTheSameDocuments() throws Exception {
    Path file = folder.resolve("fleet.car");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(folder.resolve("here")));
        OutputStream output = Files.newOutputStream(file)) {
      DocumentDatabase fleet = node.openDocuments("fleet", DocumentOptions.defaults());
      fleet.put(CborMap.of(Map.of("_id", new CborText("1"), "name", new CborText("Ada"))));
      node.exportCar(fleet.address(), output);
    }

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(folder.resolve("there")));
        InputStream input = Files.newInputStream(file)) {
      Address address = node.importCar(input);
      DocumentDatabase fleet = node.openDocuments(address.toString(), DocumentOptions.defaults());
      assertThat(fleet.count()).isOne();
    }
  }
}
