package io.debros.store.transfer;

import static io.debros.store.testing.CarFiles.document;
import static io.debros.store.testing.CarFiles.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.care.CareInside;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import io.debros.store.testing.CarFiles;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CAR files of databases whose access rights are a database. */
class CarAccessTest {
  private static final BatchSize TINY = new BatchSize(2, 1_000_000);

  private final DebrosNode owner = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode guest = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode newcomer = DebrosNode.open(NodeSettings.inMemory());
  private DocumentDatabase owned;
  private DocumentDatabase visited;

  /** The guest is granted the right to write, and writes ten times on end. */
  @BeforeEach
  void write() {
    owned =
        owner.openDocuments(
            "places", DocumentOptions.defaults().withAccess(AccessOptions.orbitDb()));
    rights(owned).grant("write", guest.identity().id());
    owned.put(document("first", 1));
    visited = copy(guest, CarFiles.export(owner, owned.address()));
    for (int i = 0; i < 10; i++) {
      visited.put(document("guest-" + i, i));
    }
  }

  @AfterEach
  void close() {
    owner.close();
    guest.close();
    newcomer.close();
  }

  @Test
  void importCar_newcomer_hasDatabaseAndRights() {
    byte[] car = CarFiles.export(guest, visited.address());

    imports(newcomer).run(stream(car), Progress.NONE);

    DocumentDatabase copy = open(newcomer);
    assertThat(copy.all()).isEqualTo(visited.all());
    assertThat(rights(copy).capabilities()).isEqualTo(rights(owned).capabilities());
    assertThat(newcomer.databases()).hasSize(2);
    assertThat(newcomer.care().pendingImports()).isEmpty();
  }

  @Test
  void exportCar_rights_comeBeforeWhatTheyRule() {
    byte[] car = CarFiles.export(guest, visited.address());

    List<String> logs =
        CarFiles.entries(car).stream().map(entry -> entry.logId()).distinct().toList();

    assertThat(logs).containsExactly(rights(visited).address(), visited.address().toString());
  }

  @Test
  void importCar_writerRevokedSince_isVouchedForByWhatBuildsOnIt() {
    owner.importCar(stream(CarFiles.export(guest, visited.address())));
    rights(owned).revoke("write", guest.identity().id());
    owned.put(document("last", 1));

    imports(newcomer).run(stream(CarFiles.export(owner, owned.address())), Progress.NONE);

    assertThat(open(newcomer).log().values()).isEqualTo(owned.log().values()).hasSize(12);
  }

  @Test
  void importCar_writerRevokedAndNobodyVouches_joinsNothing() {
    rights(owned).revoke("write", guest.identity().id());
    newcomer.importCar(stream(CarFiles.export(owner, owned.address())));
    byte[] car = CarFiles.export(guest, visited.address());

    assertThatThrownBy(() -> imports(newcomer).run(stream(car), Progress.NONE))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining(guest.identity().id());
    assertThat(open(newcomer).log().values()).isEqualTo(owned.log().values()).hasSize(1);
    assertThat(newcomer.care().pendingImports()).isEmpty();
  }

  private static DocumentDatabase copy(DebrosNode node, byte[] car) {
    Address address = node.importCar(stream(car));
    return node.openDocuments(address.toString(), DocumentOptions.defaults());
  }

  private DocumentDatabase open(DebrosNode node) {
    return node.openDocuments(owned.address().toString(), DocumentOptions.defaults());
  }

  private static OrbitDbAccessController rights(DocumentDatabase database) {
    return (OrbitDbAccessController) database.access();
  }

  private static CarImports imports(DebrosNode node) {
    return new CarImports(CareInside.context(node), CareInside.transfer(node), TINY);
  }
}
