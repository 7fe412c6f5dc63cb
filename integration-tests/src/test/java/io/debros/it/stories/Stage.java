package io.debros.it.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.stories.blog.Category;
import io.debros.it.stories.blog.Post;
import io.debros.it.stories.blog.User;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Where stories are played: three nodes of the blog, and who looks on. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class Stage {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Blogs blogs;
  private Observer observer;

  /** Who looks on. */
  abstract Observer observer(Path directory);

  @BeforeAll
  void start(@TempDir Path directory) {
    observer = observer(directory.resolve("observer"));
    blogs = new Blogs(directory);
    observer.join(blogs.get(2));
  }

  @AfterAll
  void stop() {
    if (blogs != null) {
      blogs.close();
    }
    if (observer != null) {
      observer.close();
    }
  }

  Blogs blogs() {
    return blogs;
  }

  /**
   * Two users and a category, of the first node, and posts of the first user, of the second node;
   * those of an even number are published. All nodes have them.
   */
  List<Post> write(String name, int posts) {
    BlogNode first = blogs.get(1);
    first.users().saveAll(List.of(new User(name + "-ada"), new User(name + "-charles")));
    first.categories().save(new Category(name));
    blogs.everywhere("users", node -> assertThat(active(node, name + "-")).hasSize(2));
    blogs.everywhere("category", node -> category(node, name));

    BlogNode second = blogs.get(2);
    List<Post> written = new ArrayList<>();
    for (int i = 0; i < posts; i++) {
      Post post = new Post(user(second, name + "-ada"), category(second, name), name + "-" + i);
      written.add(second.posts().save(i % 2 == 0 ? post.publish(NOON) : post));
    }
    blogs.everywhere(
        "posts",
        node ->
            assertThat(node.posts().findByAuthorUsernameOrderByTitle(name + "-ada"))
                .hasSize(posts));
    return written;
  }

  /** At the second node; its document is the merged row, whatever was before. */
  void retitle(String id, String title) {
    BlogNode second = blogs.get(2);
    second.inTransaction(() -> post(second, id).setTitle(title));
    blogs.everywhere("title", node -> assertThat(post(node, id).getTitle()).isEqualTo(title));
  }

  /** What all nodes have, and the observer sees. */
  SortedMap<String, DatabaseCopy> agreed() {
    SortedMap<String, DatabaseCopy> databases = blogs.assertAgree();
    observer.assertSees(databases);
    return databases;
  }

  /** The last one of an id, as all nodes have it and the observer sees it. */
  JsonNode document(String id) {
    return agreed().values().stream()
        .filter(database -> database.rows().containsKey(id))
        .map(database -> database.rows().get(id).get("value"))
        .findFirst()
        .orElseThrow();
  }

  static List<String> active(BlogNode node, String start) {
    return node.users().findByUsernameStartingWithAndIsActiveOrderByUsername(start, true).stream()
        .map(User::getUsername)
        .toList();
  }

  static User user(BlogNode node, String username) {
    User user = node.users().findByUsername(username).orElse(null);
    assertThat(user).as(username).isNotNull();
    return user;
  }

  static Category category(BlogNode node, String name) {
    Category category = node.categories().findByName(name).orElse(null);
    assertThat(category).as(name).isNotNull();
    return category;
  }

  static Post post(BlogNode node, String id) {
    return node.posts().findById(id).orElseThrow();
  }

  /** One like of each node, as a document has them. */
  JsonNode likes(int... numbers) {
    Map<String, Object> shares = new HashMap<>();
    for (int number : numbers) {
      shares.put(blogs.identities().get(number - 1), List.of(1, 0));
    }
    return Json.of(shares);
  }
}
