package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** The whole story of the quickstart over HTTP, restart included. */
class QuickstartStoryTest {
  @TempDir Path directory;
  private Quickstart quickstart;

  @BeforeEach
  void start() {
    quickstart = Quickstart.start(directory);
  }

  @AfterEach
  void stop() {
    quickstart.close();
  }

  @Test
  void find_sampleData_byFlagByNameAndByTag() {
    assertThat(names("/users")).containsExactlyInAnyOrder("ada", "charles", "grace");
    assertThat(names("/users?active=true")).containsExactlyInAnyOrder("ada", "grace");
    assertThat(names("/users?active=false")).containsExactly("charles");
    assertThat(names("/users?name=gr")).containsExactly("grace");
    assertThat(names("/users?name=nobody")).isEmpty();
    assertThat(texts(quickstart.get("/posts?tag=engine&sort=createdAt,desc"), "title"))
        .containsExactly("On loops", "Notes on the engine");
  }

  @Test
  void find_paged_eachRowOnceInOrder() {
    for (int i = 0; i < 20; i++) {
      create("user%02d".formatted(i));
    }

    List<String> paged = new ArrayList<>();
    for (int page = 0; page < 5; page++) {
      paged.addAll(names("/users?name=user&size=5&sort=username,desc&page=" + page));
    }
    JsonNode page = quickstart.get("/users?name=user&size=5&page=1").get("page");

    assertThat(paged).hasSize(20).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(page.get("totalElements").asInt()).isEqualTo(20);
    assertThat(page.get("totalPages").asInt()).isEqualTo(4);
    assertThat(page.get("number").asInt()).isEqualTo(1);
    Set<String> unsorted = new LinkedHashSet<>();
    for (int number = 0; number < 8; number++) {
      names("/users?size=3&page=" + number)
          .forEach(name -> assertThat(unsorted.add(name)).isTrue());
    }
    assertThat(unsorted).hasSize(23);
  }

  @Test
  void update_inPlace_isFoundByItsNewValuesOnly() {
    String id = id("charles");

    quickstart.put("/users/" + id, Map.of("username", "babbage", "active", true), HttpStatus.OK);

    assertThat(names("/users?active=false")).isEmpty();
    assertThat(names("/users?name=charles")).isEmpty();
    assertThat(names("/users?active=true")).containsExactlyInAnyOrder("ada", "babbage", "grace");
    assertThat(quickstart.get("/users/" + id).get("username").asString()).isEqualTo("babbage");
  }

  @Test
  void posts_ofUser_areNewestFirstWithAuthor() {
    String ada = id("ada");
    quickstart.post(
        "/posts",
        Map.of("authorId", ada, "title", "Third", "text", "x", "tags", List.of("a", "b")),
        HttpStatus.CREATED);

    JsonNode posts = quickstart.get("/users/" + ada + "/posts");

    assertThat(StreamSupport.stream(posts.spliterator(), false))
        .extracting(post -> post.get("title").asString())
        .contains("Third", "On loops", "Notes on the engine");
    assertThat(posts).allMatch(post -> post.get("author").asString().equals("ada"));
    assertThat(posts).allMatch(post -> post.get("authorId").asString().equals(ada));
    assertThat(posts)
        .extracting(post -> post.get("createdAt").asString())
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(texts(quickstart.get("/posts?tag=b"), "title")).containsExactly("Third");
  }

  @Test
  void post_changed_keepsItsTagsAndAuthor() {
    JsonNode moth = quickstart.get("/posts?tag=bugs").get("content").get(0);
    String uri = "/posts/" + moth.get("id").asString();

    quickstart.put(uri, Map.of("title", "A bug", "text", "Taped."), HttpStatus.OK);

    JsonNode changed = quickstart.get(uri);
    assertThat(changed.get("title").asString()).isEqualTo("A bug");
    assertThat(changed.get("author").asString()).isEqualTo("grace");
    assertThat(changed.get("tags")).isEqualTo(moth.get("tags"));
    assertThat(changed.get("createdAt")).isEqualTo(moth.get("createdAt"));
  }

  @Test
  void delete_user_takesTheirPostsAlong() {
    String ada = id("ada");

    quickstart.delete("/users/" + ada, HttpStatus.NO_CONTENT);

    quickstart.get("/users/" + ada, HttpStatus.NOT_FOUND);
    quickstart.get("/users/" + ada + "/posts", HttpStatus.NOT_FOUND);
    assertThat(names("/users")).containsExactlyInAnyOrder("charles", "grace");
    assertThat(texts(quickstart.get("/posts"), "title")).containsExactly("A moth");
    create("ada");
  }

  @Test
  void create_invalid_namesEachFieldAndWritesNothing() {
    JsonNode problem =
        quickstart.post(
            "/users", Map.of("username", " ", "email", "nonsense"), HttpStatus.BAD_REQUEST);

    assertThat(problem.get("title").asString()).isEqualTo("Invalid input");
    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("fields").propertyNames()).containsExactly("email", "username");
    assertThat(names("/users")).hasSize(3);
  }

  @Test
  void create_nameTaken_isAConflict() {
    JsonNode problem = quickstart.post("/users", Map.of("username", "ada"), HttpStatus.CONFLICT);
    JsonNode renamed =
        quickstart.put("/users/" + id("grace"), Map.of("username", "ada"), HttpStatus.CONFLICT);

    assertThat(problem.get("detail").asString())
        .startsWith("Unique value is taken by another row {")
        .contains("entity=User", "username")
        .doesNotContain("io.debros");
    assertThat(renamed.get("title").asString()).isEqualTo("Conflict");
    assertThat(names("/users")).containsExactlyInAnyOrder("ada", "charles", "grace");
  }

  @Test
  void request_unfit_isAProblemOfTheClient() {
    quickstart.get("/users/nobody", HttpStatus.NOT_FOUND);
    quickstart.get("/posts/nothing", HttpStatus.NOT_FOUND);
    quickstart.delete("/users/nobody", HttpStatus.NOT_FOUND);
    quickstart.put("/users/nobody", Map.of("username", "x"), HttpStatus.NOT_FOUND);
    quickstart.post(
        "/posts", Map.of("authorId", "nobody", "title", "x", "text", "x"), HttpStatus.NOT_FOUND);
    quickstart.get("/users?active=perhaps", HttpStatus.BAD_REQUEST);
    quickstart.get("/users?sort=usernam", HttpStatus.BAD_REQUEST);
  }

  @Test
  void restart_sameDirectory_showsTheSameDataAtTheSameAddresses() {
    String linus = create("linus");
    quickstart.put("/users/" + id("charles"), Map.of("username", "babbage"), HttpStatus.OK);
    quickstart.delete("/users/" + id("grace"), HttpStatus.NO_CONTENT);
    JsonNode users = quickstart.get("/users?sort=username");
    JsonNode posts = quickstart.get("/posts?sort=createdAt");
    Map<String, String> databases = new TreeMap<>(quickstart.databases());

    quickstart.close();
    quickstart = Quickstart.start(directory);

    assertThat(quickstart.get("/users?sort=username")).isEqualTo(users);
    assertThat(quickstart.get("/posts?sort=createdAt")).isEqualTo(posts);
    assertThat(quickstart.get("/users/" + linus).get("username").asString()).isEqualTo("linus");
    assertThat(quickstart.databases()).isEqualTo(databases);
    assertThat(databases).containsKeys("global-user-shard-0", "global-user-shard-3");
  }

  @Test
  void start_directoryInUse_namesItAndTheProcess() {
    assertThatThrownBy(() -> Quickstart.start(directory).close())
        .rootCause()
        .hasMessageStartingWith("Directory is in use {")
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("pid=" + ProcessHandle.current().pid());

    assertThat(names("/users")).hasSize(3);
    create("linus");
    assertThat(names("/users?name=li")).containsExactly("linus");
  }

  private String create(String name) {
    JsonNode created = quickstart.post("/users", Map.of("username", name), HttpStatus.CREATED);
    return created.get("id").asString();
  }

  private String id(String name) {
    return quickstart.get("/users?name=" + name).get("content").get(0).get("id").asString();
  }

  private List<String> names(String uri) {
    return texts(quickstart.get(uri), "username");
  }

  private static List<String> texts(JsonNode page, String field) {
    return StreamSupport.stream(page.path("content").spliterator(), false)
        .map(row -> row.get(field).asString())
        .toList();
  }
}
