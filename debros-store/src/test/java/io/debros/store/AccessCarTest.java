package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A CAR file of a database whose list of writers can change carries the list. */
class AccessCarTest {
  private static final DatabaseOptions ORBITDB =
      DatabaseOptions.defaults().withAccess(AccessOptions.orbitDb());

  private final DebrosNode ada = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode bob = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode carl = DebrosNode.open(NodeSettings.inMemory());
  private final KeyValueDatabase adas = ada.openKeyValue("diary", ORBITDB);
  private final Address address = adas.address();

  @AfterEach
  void close() {
    List.of(ada, bob, carl).forEach(DebrosNode::close);
  }

  @Test
  void import_byAStranger_bringsTheListAndItsEntries() {
    access(adas).grant("write", bob.identity().id());
    send(ada, bob);
    open(bob).put("b", new CborInt(1));

    send(bob, carl);

    assertThat(open(carl).log().values()).isEqualTo(open(bob).log().values());
    assertThat(access(open(carl)).capabilities()).isEqualTo(access(adas).capabilities());
    assertThatThrownBy(() -> open(carl).put("c", new CborInt(1)))
        .isInstanceOf(AppendDeniedException.class);
  }

  @Test
  void import_afterARevocation_newcomersTakeWhatWritersBuiltOn() {
    access(adas).grant("write", bob.identity().id());
    send(ada, bob);
    open(bob).put("b", new CborInt(1));
    send(bob, ada);
    Cid onTop = adas.put("a", new CborInt(2));
    access(adas).revoke("write", bob.identity().id());

    send(ada, carl);

    assertThat(open(carl).heads()).extracting(entry -> entry.hash()).containsExactly(onTop);
    assertThat(open(carl).all()).hasSize(2);
  }

  @Test
  void import_ofWhatARevokedWriterAdded_isRefusedAndLeavesTheList() {
    access(adas).grant("write", bob.identity().id());
    send(ada, bob);
    access(adas).revoke("write", bob.identity().id());
    open(bob).put("b", new CborInt(1));

    assertThatThrownBy(() -> send(bob, ada)).isInstanceOf(AppendDeniedException.class);

    assertThat(adas.heads()).isEmpty();
    assertThat(access(adas).hasCapability("write", bob.identity().id())).isFalse();
  }

  @Test
  void import_ofALaterList_countsForTheOpenDatabase() {
    send(ada, bob);
    KeyValueDatabase bobs = open(bob);
    assertThatThrownBy(() -> bobs.put("b", new CborInt(1)))
        .isInstanceOf(AppendDeniedException.class);

    access(adas).grant("write", bob.identity().id());
    send(ada, bob);

    bobs.put("b", new CborInt(1));
    assertThat(bobs.count()).isOne();
  }

  private void send(DebrosNode from, DebrosNode to) {
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    from.exportCar(address, car);
    to.importCar(new ByteArrayInputStream(car.toByteArray()));
  }

  private KeyValueDatabase open(DebrosNode node) {
    return node.openKeyValue(address.toString(), DatabaseOptions.defaults());
  }

  private static OrbitDbAccessController access(Database database) {
    return (OrbitDbAccessController) database.access();
  }
}
