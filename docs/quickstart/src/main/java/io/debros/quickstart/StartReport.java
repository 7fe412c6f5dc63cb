package io.debros.quickstart;

import io.debros.jpa.node.NodeView;
import io.debros.spring.operations.DebrosOperations;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where data lies, which databases there are, how to meet this node and what to try. */
@Component
@Order(2)
class StartReport implements ApplicationRunner {
  private static final Logger log = LoggerFactory.getLogger(StartReport.class);

  private final NodeView node;
  private final DebrosOperations operations;
  private final Environment environment;

  StartReport(EntityManagerFactory factory, DebrosOperations operations, Environment environment) {
    this.operations = operations;
    this.node = factory.unwrap(NodeView.class);
    this.environment = environment;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    String databases =
        node.databases().entrySet().stream()
            .map(database -> "  %s  %s".formatted(database.getValue(), database.getKey()))
            .collect(Collectors.joining("\n"));
    String url = "http://localhost:" + environment.getProperty("local.server.port", "8080");
    log.info(
        """
        The quickstart is running; Ctrl-C ends it.

        Data lies in {}
        Databases:
        {}
        Other nodes of this machine connect to
        {}

        Try:
          curl '{}/users?active=true'
          curl '{}/posts?tag=engine&sort=createdAt,desc'
          curl -X POST '{}/users' -H 'Content-Type: application/json' -d '{"username": "linus"}'
        """,
        node.directory(),
        databases,
        indented(operations.addresses()),
        url,
        url,
        url);
  }

  private static String indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
