package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.network.ReplicationStatus;
import io.debros.spring.operations.DebrosOperations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What the pages about the network say is so. */
class NetworkTest {
  private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(ConfigurableApplicationContext::close);
  }

  @Test
  void articles_ofTheOtherNode_areTold() {
    ConfigurableApplicationContext here = start("debros.access.write=*");
    ConfigurableApplicationContext there = start("debros.access.write=*");
    operations(here).connect(operations(there).addresses().get(0));

    Article article = articles(there).save(new Article("Comet seen", "science", 900));

    NewsDesk desk = here.getBean(NewsDesk.class);
    await("the desk is told", () -> desk.lines.contains("CREATED " + article.getId()));
    await("and that it is all", () -> desk.lines.contains("global-article CAUGHT_UP"));
  }

  @Test
  void status_differentWriters_saysThatNobodyHasTheDatabase() {
    ConfigurableApplicationContext here = start();
    ConfigurableApplicationContext there = start();
    DebrosOperations operations = operations(here);
    operations.connect(operations(there).addresses().get(0));

    List<String> lines = new ArrayList<>();
    for (ReplicationStatus status : operations.replicationStatus()) {
      if (!status.isInSync() || status.state() == ReplicationStatus.State.ALONE) {
        lines.add(status.database() + ": " + status.why());
      }
    }

    assertThat(operations.peers()).hasSize(1);
    assertThat(lines).anyMatch(line -> line.startsWith("global-article: No connected peer has /"));
    assertThat(addressOf(here)).isNotEqualTo(addressOf(there));
  }

  private ConfigurableApplicationContext start(String... properties) {
    String[] all =
        Stream.concat(
                Stream.of(
                    "debros.store.type=memory",
                    "debros.network.enabled=true",
                    "debros.network.listen=/ip4/127.0.0.1/tcp/0",
                    "debros.network.mdns=false"),
                Stream.of(properties))
            .map(property -> "--" + property)
            .toArray(String[]::new);
    ConfigurableApplicationContext node =
        new SpringApplicationBuilder(ReferenceTest.Docs.class)
            .web(WebApplicationType.NONE)
            .properties("spring.main.banner-mode=off")
            .run(all);
    nodes.add(node);
    return node;
  }

  private static String addressOf(ConfigurableApplicationContext node) {
    return operations(node).replicationStatus().stream()
        .filter(status -> status.database().equals("global-article"))
        .map(ReplicationStatus::address)
        .findFirst()
        .orElseThrow();
  }

  private static DebrosOperations operations(ConfigurableApplicationContext node) {
    return node.getBean(DebrosOperations.class);
  }

  private static ArticleRepository articles(ConfigurableApplicationContext node) {
    return node.getBean(ArticleRepository.class);
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(condition);
  }
}
