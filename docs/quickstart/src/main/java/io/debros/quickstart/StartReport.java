package io.debros.quickstart;

import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Says where data lies, which databases there are and what to try. */
@Component
@Order(2)
class StartReport implements ApplicationRunner {
  private static final Logger log = LoggerFactory.getLogger(StartReport.class);

  private final EntityManagerFactory factory;
  private final Path directory;
  private final int port;

  StartReport(
      EntityManagerFactory factory,
      @Value("${debros.directory:./data/debros}") Path directory,
      @Value("${server.port:8080}") int port) {
    this.factory = factory;
    this.directory = directory;
    this.port = port;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    String databases =
        factory.unwrap(DebrosNode.class).databases().stream()
            .map(StartReport::line)
            .collect(Collectors.joining());
    log.info(
        """
        The quickstart is running.

        Data:       {}
        Databases:
        {}
        Try:
          curl 'http://localhost:{}/users?active=true'
          curl 'http://localhost:{}/posts?tag=engine'
          curl -X POST http://localhost:{}/users -H 'Content-Type: application/json' -d '{"username": "linus"}'
        """,
        directory.toAbsolutePath().normalize(),
        databases,
        port,
        port,
        port);
  }

  private static String line(DatabaseInfo database) {
    return "  %s  %s (%d)%n"
        .formatted(database.address(), database.name(), database.documentCount());
  }
}
