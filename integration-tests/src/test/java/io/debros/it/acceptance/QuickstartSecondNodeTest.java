package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** The second profile of the quickstart joins the first and shows its posts. */
class QuickstartSecondNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void second_joinsTheFirst_eachShowsWhatTheOtherWrites() {
    try (Quickstart first = Quickstart.start(directory.resolve("first"));
        Quickstart second = second(first)) {
      await(second, "/posts", "title", "A moth", "Notes on the engine", "On loops");
      await(second, "/users", "username", "ada", "charles", "grace");

      String linus = create(second, "linus");
      second.post(
          "/posts",
          Map.of("authorId", linus, "title", "From the second", "text", "x"),
          HttpStatus.CREATED);

      await(
          first,
          "/posts?sort=title",
          "title",
          "A moth",
          "From the second",
          "Notes on the engine",
          "On loops");
      await(first, "/users", "username", "ada", "charles", "grace", "linus");
      JsonNode posts = first.get("/users/" + linus + "/posts");
      assertThat(posts.get(0).get("author").asString()).isEqualTo("linus");
      Awaitility.await("databases of all authors are open at both")
          .atMost(PATIENCE)
          .until(() -> second.databases().equals(first.databases()));
    }
  }

  @Test
  void first_stoppedAndStartedAgain_getsWhatTheSecondWroteMeanwhile() {
    Path its = directory.resolve("first");
    Quickstart first = Quickstart.start(its);
    String address = first.networkAddress();
    try (Quickstart second = Quickstart.second(directory.resolve("second"), address)) {
      await(second, "/users", "username", "ada", "charles", "grace");
      first.close();
      create(second, "linus");
      String port = address.replaceAll("/p2p/.*", "");

      first = Quickstart.start(its, "--debros.network.listen=" + port);

      await(first, "/users", "username", "ada", "charles", "grace", "linus");
    } finally {
      first.close();
    }
  }

  private Quickstart second(Quickstart first) {
    return Quickstart.second(directory.resolve("second"), first.networkAddress());
  }

  private static String create(Quickstart at, String name) {
    JsonNode created = at.post("/users", Map.of("username", name), HttpStatus.CREATED);
    return created.get("id").asString();
  }

  private static void await(Quickstart at, String uri, String field, String... expected) {
    Awaitility.await(uri)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(texts(at.get(uri), field)).containsExactlyInAnyOrder(expected));
  }

  private static List<String> texts(JsonNode page, String field) {
    return StreamSupport.stream(page.path("content").spliterator(), false)
        .map(row -> row.get(field).asString())
        .toList();
  }
}
