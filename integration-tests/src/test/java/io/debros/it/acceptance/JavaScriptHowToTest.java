package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The script of the page about JavaScript peers, beside the quickstart. */
class JavaScriptHowToTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Quickstart quickstart;
  private Process script;

  @BeforeEach
  void start() {
    JsStack.requireInstalled(JsStack.S6);
    quickstart = Quickstart.start(directory.resolve("java"));
  }

  @AfterEach
  void stop() throws Exception {
    if (script != null) {
      script.destroyForcibly().waitFor();
    }
    if (quickstart != null) {
      quickstart.close();
    }
  }

  @Test
  void script_readsWatchesAndWrites() throws Exception {
    for (int i = 0; i < 20; i++) { // so that each shard has some
      quickstart.post("/users", Map.of("username", "user" + i), HttpStatus.CREATED);
    }
    run();
    await("it prints the users", () -> lines().stream().anyMatch(line -> line.startsWith("{")));
    ObjectNode user = (ObjectNode) JsonMapper.shared().readTree(lines().get(0));
    String id = user.get("_id").asString();

    quickstart.put("/users/" + id, Map.of("username", "countess"), HttpStatus.OK);
    await(
        "it prints the change",
        () ->
            lines().stream()
                .anyMatch(line -> line.startsWith("PUT " + id) && line.contains("countess")));
    script.destroyForcibly().waitFor();
    run(user.put("username", "babbage").put("isActive", false).toString());

    await("Java shows what it wrote", () -> names("/users?active=false").contains("babbage"));
    assertThat(names("/users?name=countess")).isEmpty();
    assertThat(quickstart.get("/users/" + id).get("username").asString()).isEqualTo("babbage");
    assertThat(Files.readString(directory.resolve("errors"))).isEmpty();
  }

  private void run(String... document) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                JsStack.node().toString(),
                JsStack.S6.directory().resolve("second-peer.mjs").toString(),
                quickstart.networkAddress(),
                quickstart.databases().get("global-user-shard-0")));
    command.addAll(List.of(document));
    script =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(directory.resolve("js")).toFile())
            .redirectOutput(directory.resolve("lines").toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(directory.resolve("lines"));
  }

  private List<String> names(String uri) {
    JsonNode page = quickstart.get(uri);
    return StreamSupport.stream(page.path("content").spliterator(), false)
        .map(row -> row.get("username").asString())
        .toList();
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(PATIENCE).until(condition);
  }
}
