package io.debros.spring.autoconfigure;

import static io.debros.spring.autoconfigure.Applications.alone;
import static io.debros.spring.autoconfigure.Applications.networked;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.network.ReplicationStatus.State;
import io.debros.jpa.node.NodeView;
import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;

/** What Boot hears of the health of a node. */
class DebrosHealthTest {
  private static final AutoConfigurations BOOT =
      AutoConfigurations.of(
          HealthContributorAutoConfiguration.class,
          HealthContributorRegistryAutoConfiguration.class);

  @Test
  void health_ofANodeThatMeetsNobodyYet_isUpAndSaysSo() {
    networked()
        .withConfiguration(BOOT)
        .withPropertyValues("debros.network.bootstrap=/ip4/127.0.0.1/tcp/1/p2p/" + FakeNetwork.PEER)
        .run(
            context -> {
              Health health = health(context);

              assertThat(health.getStatus()).isEqualTo(Status.UP);
              assertThat(health.getDetails())
                  .containsKeys("identity", "peerId", "addresses")
                  .containsEntry("network", true)
                  .containsEntry("peers", 0)
                  .containsEntry("notInSync", Map.of())
                  .containsEntry("errors", List.of());
              assertThat(health.getDetails().get("replication").toString()).contains("ALONE=");
            });
  }

  @Test
  void health_withoutNetwork_isUpAndDownOnceTheFactoryIsClosed() {
    alone()
        .withConfiguration(BOOT)
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              assertThat(health(context).getDetails())
                  .containsOnlyKeys("identity", "databases", "network")
                  .containsEntry("network", false);

              context.getBean("entityManagerFactory", EntityManagerFactory.class).close();

              assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
              assertThat(health(context).getDetails()).containsKey("error");
            });
  }

  @Test
  void health_ofANodeThatTakesNoWrites_isDownAndKeepsTheDetails() {
    StorageException full =
        new StorageException(Problem.problem("Storage takes no more writes").advice("Make room"));
    DebrosHealthIndicator indicator = new DebrosHealthIndicator(() -> node(full));

    Health health = indicator.health();

    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getDetails())
        .containsEntry("identity", "zdpuIdentity")
        .containsEntry(
            "error",
            "io.debros.store.error.StorageException: Storage takes no more writes. Make room.");
  }

  @Test
  void health_ofDatabasesThatLack_isUpAndSaysWhichAndWhy() {
    DebrosHealthIndicator indicator = new DebrosHealthIndicator(() -> node(null));

    Health health = indicator.health();

    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails())
        .containsEntry("replication", Map.of("IN_SYNC", 1L, "STALLED", 12L))
        .containsEntry("peers", 1);
    assertThat((Map<?, ?>) health.getDetails().get("notInSync")).hasSize(10);
    assertThat(health.getDetails().get("notInSync").toString())
        .contains("global-0=4 heads of peers not here")
        .doesNotContain("in sync");
    assertThat((List<?>) health.getDetails().get("errors"))
        .hasSize(10)
        .asString()
        .contains(
            "global-0: Disk is slow", "global-0, peer " + FakeNetwork.PEER + ": Peer was too slow");
  }

  @Test
  void health_disabledOrWithoutBootsHealth_isNotMade() {
    for (String key : List.of("management.health.debros", "management.health.defaults")) {
      alone()
          .withConfiguration(BOOT)
          .withPropertyValues(key + ".enabled=false")
          .run(context -> assertThat(context).doesNotHaveBean("debrosHealthIndicator"));
    }
    alone()
        .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(DebrosHealthContributorAutoConfiguration.class));
  }

  private static Health health(ApplicationContext context) {
    HealthContributorRegistry registry = context.getBean(HealthContributorRegistry.class);
    return ((HealthIndicator) registry.getContributor("debros")).health();
  }

  /**
   * A node of twelve databases that lack something, and one that does not.
   *
   * @param failure of its storage; null for none
   */
  private static NodeView node(StorageException failure) {
    FakeNetwork network = new FakeNetwork();
    for (int number = 0; number < 12; number++) {
      network.statuses.add(
          FakeNetwork.status("global-" + number, State.STALLED, 1, "Disk is slow"));
    }
    network.statuses.add(FakeNetwork.status("in sync", State.IN_SYNC, 1, null));
    return (NodeView)
        Proxy.newProxyInstance(
            NodeView.class.getClassLoader(),
            new Class<?>[] {NodeView.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("requireWritable") && failure != null) {
                throw failure;
              }
              return switch (method.getName()) {
                case "identity" -> "zdpuIdentity";
                case "databases" -> new TreeMap<>(Map.of("global-0", "/orbitdb/zdpuA"));
                case "network" -> network;
                default -> null;
              };
            });
  }
}
