package io.debros.quickstart;

import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManagerFactory;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where data lies, which databases there are and what to try. */
@Component
@Order(2)
class StartReport implements ApplicationRunner {
  private static final Logger log = LoggerFactory.getLogger(StartReport.class);

  private final NodeView node;
  private final Environment environment;

  StartReport(EntityManagerFactory factory, Environment environment) {
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

        Try:
          curl '{}/users?active=true'
          curl '{}/posts?tag=engine&sort=createdAt,desc'
          curl -X POST '{}/users' -H 'Content-Type: application/json' -d '{"username": "linus"}'
        """,
        node.directory(),
        databases,
        url,
        url,
        url);
  }
}
