package io.debros.it.stories;

import io.debros.it.stories.blog.Category;
import io.debros.it.stories.blog.Comment;
import io.debros.it.stories.blog.Post;
import io.debros.it.stories.blog.User;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Attributes of all rows, by entity and id: as repositories show them, and as documents do. */
final class Shown {
  private final SortedMap<String, JsonNode> rows = new TreeMap<>();

  private Shown() {}

  static SortedMap<String, JsonNode> by(BlogNode node) {
    Shown shown = new Shown();
    node.users().findAll().forEach(shown::add);
    node.categories().findAll().forEach(shown::add);
    node.posts().findAll().forEach(shown::add);
    node.comments().findAll().forEach(shown::add);
    return shown.rows;
  }

  /** Of documents as they stand in the log; a counter is the sum of its shares. */
  static SortedMap<String, JsonNode> by(Collection<DatabaseCopy> databases) {
    Shown shown = new Shown();
    for (DatabaseCopy database : databases) {
      database.rows().values().stream()
          .map(row -> row.get("value"))
          .filter(value -> value.has("_model"))
          .forEach(document -> shown.add((ObjectNode) document));
    }
    return shown.rows;
  }

  private void add(User user) {
    add(
        "User",
        user.getId(),
        Map.of(
            "username", user.getUsername(),
            "isActive", user.isActive(),
            "version", user.getVersion()));
  }

  private void add(Category category) {
    add("Category", category.getId(), Map.of("name", category.getName()));
  }

  private void add(Post post) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("authorId", post.getAuthorId());
    attributes.put("categoryId", post.getCategory() == null ? "" : post.getCategory().getId());
    attributes.put("title", post.getTitle());
    attributes.put("state", post.getState().name());
    attributes.put("likes", post.getLikes());
    attributes.put("version", post.getVersion());
    if (post.getPublishedAt() != null) {
      attributes.put("publishedAt", post.getPublishedAt().toEpochMilli());
    }
    add("Post", post.getId(), attributes);
  }

  private void add(Comment comment) {
    add(
        "Comment",
        comment.getId(),
        Map.of(
            "postId",
            comment.getPostId(),
            "authorId",
            comment.getAuthor() == null ? "" : comment.getAuthor().getId(),
            "text",
            comment.getText()));
  }

  private void add(String model, String id, Map<String, Object> others) {
    Map<String, Object> attributes = new HashMap<>(others);
    attributes.put("id", id);
    rows.put(model + " " + id, Json.of(attributes));
  }

  private void add(ObjectNode document) {
    ObjectNode attributes = document.deepCopy();
    attributes.properties().stream()
        .filter(each -> each.getKey().startsWith("_") || each.getValue().isNull())
        .map(Map.Entry::getKey)
        .toList()
        .forEach(attributes::remove);
    if (attributes.has("likes")) {
      attributes.put("likes", sum(attributes.get("likes")));
    }
    rows.put(
        document.get("_model").asString() + " " + document.get("_id").asString(),
        Json.of(attributes));
  }

  /** Of {@code {identity: [increments, decrements]}}. */
  private static long sum(JsonNode shares) {
    return shares
        .valueStream()
        .mapToLong(share -> share.get(0).asLong() - share.get(1).asLong())
        .sum();
  }
}
