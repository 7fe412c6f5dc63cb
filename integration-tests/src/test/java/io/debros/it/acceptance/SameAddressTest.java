package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.node.NodeView;
import io.debros.quickstart.Post;
import io.debros.quickstart.User;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with the same settings compute the same addresses, and need no meeting for it. */
class SameAddressTest {
  private static final Set<String> USERS =
      Set.of(
          "global-user-shard-0",
          "global-user-shard-1",
          "global-user-shard-2",
          "global-user-shard-3");

  @Test
  void nodes_sameIdentity_computeTheSameAddresses() {
    KeyStore keys = new MemoryKeyStore();
    NodeSettings settings = NodeSettings.inMemory().withKeyStore(keys);

    assertThat(address(settings)).isEqualTo(address(settings));
    assertThat(address(settings)).isNotEqualTo(address(settings.withIdentityName("other")));
    assertThat(address(settings)).isNotEqualTo(address(NodeSettings.inMemory()));
  }

  @Test
  void units_sameWritersInAnyOrder_computeTheSameAddresses() {
    String[] ids = {identity(), identity()};

    Map<String, String> first =
        databases(Map.of("debros.access.write", ids[0] + "," + ids[1] + ", " + ids[0]));
    Map<String, String> second =
        databases(
            Map.of(
                "debros.access.write", ids[1] + "," + ids[0], "debros.app-name", "another name"));

    assertThat(first).isEqualTo(second).containsOnlyKeys(USERS);
    assertThat(first).doesNotContainValue(databases(Map.of()).get("global-user-shard-0"));
  }

  @Test
  void unitAndNode_sameWriters_computeTheSameAddresses() {
    Map<String, String> ofUnit = databases(Map.of("debros.access.write", "*"));

    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      ofUnit.forEach(
          (name, address) -> {
            DocumentOptions everybody = DocumentOptions.defaults().withWrite(List.of("*"));
            assertThat(node.openDocuments(name, everybody).address()).hasToString(address);
          });
    }
  }

  @Test
  void units_otherNamespace_haveOtherNamesAndAddresses() {
    Map<String, String> plain = databases(Map.of("debros.access.write", "*"));

    Map<String, String> named =
        databases(Map.of("debros.access.write", "*", "debros.namespace", "test"));

    assertThat(named.keySet()).hasSize(4).allMatch(name -> name.startsWith("test-global-user-"));
    assertThat(named.values()).doesNotContainAnyElementsOf(plain.values());
  }

  @Test
  void databases_ofOwners_areNamedByTheOwner() {
    try (EntityManagerFactory factory = unit(Map.of("debros.store.type", "memory"))) {
      User ada = new User("ada", null, true);
      factory.runInTransaction(manager -> manager.persist(ada));
      factory.runInTransaction(
          manager -> {
            for (int i = 0; i < 20; i++) {
              manager.persist(new Post(ada, "title", "text", List.of(), Instant.EPOCH));
            }
          });

      assertThat(factory.unwrap(NodeView.class).databases())
          .hasSize(6)
          .containsKeys(ada.getId() + "-post-shard-0", ada.getId() + "-post-shard-1");
    }
  }

  @Test
  void restart_otherWriters_keepsTheDatabasesThatAreThere(@TempDir Path directory) {
    Map<String, String> own = Map.of("debros.directory", directory.toString());
    Map<String, String> shared =
        Map.of("debros.directory", directory.toString(), "debros.access.write", "*");
    Map<String, String> before;
    try (EntityManagerFactory factory = unit(own)) {
      factory.runInTransaction(manager -> manager.persist(new User("ada", null, true)));
      before = Map.copyOf(factory.unwrap(NodeView.class).databases());
    }

    try (EntityManagerFactory factory = unit(shared)) {
      assertThat(factory.unwrap(NodeView.class).databases()).isEqualTo(before);
      factory.runInTransaction(
          manager ->
              assertThat(
                      manager
                          .unwrap(io.debros.jpa.query.model.QueryRunner.class)
                          .count(io.debros.jpa.query.model.Query.of(User.class)))
                  .isEqualTo(1));
    }
  }

  private static String address(NodeSettings settings) {
    try (DebrosNode node = DebrosNode.open(settings);
        DocumentDatabase database = node.openDocuments("users", DocumentOptions.defaults())) {
      return database.address().toString();
    }
  }

  private static String identity() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      return node.identity().id();
    }
  }

  private static Map<String, String> databases(Map<String, String> properties) {
    try (EntityManagerFactory factory = unit(properties)) {
      return Map.copyOf(factory.unwrap(NodeView.class).databases());
    }
  }

  private static EntityManagerFactory unit(Map<String, String> properties) {
    PersistenceConfiguration unit =
        new PersistenceConfiguration("it").managedClass(User.class).managedClass(Post.class);
    unit.properties(properties);
    if (!properties.containsKey("debros.directory")) {
      unit.property("debros.store.type", "memory");
    }
    return unit.createEntityManagerFactory();
  }
}
