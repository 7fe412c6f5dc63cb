package io.debros.it.acceptance;

import io.debros.jpa.node.NodeView;
import io.debros.quickstart.QuickstartApplication;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The quickstart as a user runs it: on RocksDB, asked over HTTP. */
final class Quickstart implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final RestTestClient client;

  private Quickstart(ConfigurableApplicationContext context) {
    this.context = context;
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

  static Quickstart start(Path directory) {
    return new Quickstart(
        new SpringApplicationBuilder(QuickstartApplication.class)
            .registerShutdownHook(false)
            .run("--server.port=0", "--debros.directory=" + directory));
  }

  JsonNode get(String uri) {
    return body(client.get().uri(uri).exchange(), HttpStatus.OK);
  }

  JsonNode get(String uri, HttpStatus expected) {
    return body(client.get().uri(uri).exchange(), expected);
  }

  JsonNode post(String uri, Map<String, ?> form, HttpStatus expected) {
    return body(
        client.post().uri(uri).contentType(MediaType.APPLICATION_JSON).body(form).exchange(),
        expected);
  }

  JsonNode put(String uri, Map<String, ?> form, HttpStatus expected) {
    return body(
        client.put().uri(uri).contentType(MediaType.APPLICATION_JSON).body(form).exchange(),
        expected);
  }

  void delete(String uri, HttpStatus expected) {
    body(client.delete().uri(uri).exchange(), expected);
  }

  /** Address by name of every database. */
  Map<String, String> databases() {
    return context.getBean(EntityManagerFactory.class).unwrap(NodeView.class).databases();
  }

  @Override
  public void close() {
    context.close();
  }

  private static JsonNode body(ResponseSpec response, HttpStatus expected) {
    JsonNode body =
        response
            .expectStatus()
            .isEqualTo(expected)
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return body == null ? MissingNode.getInstance() : body;
  }
}
