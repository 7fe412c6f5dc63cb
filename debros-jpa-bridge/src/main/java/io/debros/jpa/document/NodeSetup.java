package io.debros.jpa.document;

import io.debros.store.NetworkSettings;
import io.debros.store.NodeSettings;
import io.debros.store.identity.Passphrase;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.storage.Durability;
import java.util.List;

/** What settings of documents mean to a node. Stateless. */
final class NodeSetup {
  private NodeSetup() {}

  static NodeSettings settings(DocumentSettings settings) {
    NodeSettings node =
        settings.directory() == null
            ? NodeSettings.inMemory()
            : NodeSettings.in(settings.directory())
                .withDurability(
                    settings.durability() == DocumentSettings.Durability.COMMIT
                        ? Durability.COMMIT
                        : Durability.INTERVAL);
    String identity = settings.identityName();
    String passphrase = settings.passphrase();
    NetworkSettings network = settings.network();
    node = identity == null ? node : node.withIdentityName(identity);
    node = network == null ? node : node.withNetwork(network);
    return passphrase == null ? node : node.withPassphrase(Passphrase.of(passphrase));
  }

  /** Who may write to databases that are created. */
  static AccessOptions access(DocumentSettings.Access access, List<String> writers) {
    String type =
        access == DocumentSettings.Access.GRANTED
            ? AccessOptions.ORBITDB
            : AccessOptions.defaults().type();
    return new AccessOptions(type, writers.isEmpty() ? null : writers);
  }
}
