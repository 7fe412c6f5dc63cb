package io.debros.it.acceptance;

import io.debros.jpa.node.NodeView;
import io.debros.quickstart.QuickstartApplication;
import io.debros.spring.operations.DebrosOperations;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final String SETTINGS =
      "--spring.config.location=file:../docs/quickstart/src/main/resources/";
  private static final String ANY_PORT = "--debros.network.listen=/ip4/127.0.0.1/tcp/0";

  private final ConfigurableApplicationContext context;
  private final RestTestClient client;

  private Quickstart(ConfigurableApplicationContext context) {
    this.context = context;
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

  static Quickstart start(Path directory) {
    return start(directory, ANY_PORT);
  }

  /** The second profile, which joins a node at an address. */
  static Quickstart second(Path directory, String first) {
    return start(
        directory, "--spring.profiles.active=second", "--debros.network.bootstrap=" + first);
  }

  static Quickstart start(Path directory, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of(SETTINGS, "--server.port=0", "--debros.directory=" + directory));
    return new Quickstart(
        new SpringApplicationBuilder(QuickstartApplication.class)
            .registerShutdownHook(false)
            .run(arguments.toArray(String[]::new)));
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

  /** Where other nodes connect to. */
  String networkAddress() {
    return context.getBean(DebrosOperations.class).addresses().get(0);
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
