package io.debros.quickstart;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A post as a client gets it, with its author's name.
 *
 * @param author null while the author has not arrived on this node
 */
record PostView(
    @Nullable String id,
    String title,
    String text,
    List<String> tags,
    Instant createdAt,
    String authorId,
    @Nullable String author) {
  static PostView of(Post post) {
    User author = post.getAuthor();
    return new PostView(
        post.getId(),
        post.getTitle(),
        post.getText(),
        List.copyOf(post.getTags()),
        post.getCreatedAt(),
        post.getAuthorId(),
        author == null ? null : author.getUsername());
  }
}
