package io.debros.jpa.document;

import static io.debros.store.error.Problem.problem;

import io.debros.store.DebrosNode;
import io.debros.store.access.IpfsAccessController;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.AccessController;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Who may write to a database of a node. Thread-safe.
 *
 * @param nameOf gives the name of a database for its address
 */
record WriterRights(DebrosNode node, String address, UnaryOperator<String> nameOf) {
  void grant(String identity) {
    grants().grant(OrbitDbAccessController.WRITE, identity);
  }

  void revoke(String identity) {
    grants().revoke(OrbitDbAccessController.WRITE, identity);
  }

  Set<String> writers() {
    return controller() instanceof IpfsAccessController fixed
        ? fixed.write()
        : ((OrbitDbAccessController) controller()).writers();
  }

  private OrbitDbAccessController grants() {
    if (controller() instanceof OrbitDbAccessController grants) {
      return grants;
    }
    throw new IllegalArgumentException(
        problem("Writers of the database are fixed")
            .at("database", nameOf.apply(address))
            .at("address", address)
            .advice("Set debros.access.type=orbitdb before a database is created")
            .toString());
  }

  private AccessController controller() {
    return node.access(Address.parse(address));
  }
}
