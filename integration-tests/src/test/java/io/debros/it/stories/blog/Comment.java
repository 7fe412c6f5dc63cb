package io.debros.it.stories.blog;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** On a post; those of one post lie in one of two databases. */
@Entity
@Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2, key = "postId"))
public class Comment {
  @Id @GeneratedValue private @Nullable String id;
  private String postId = "";

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Post post;

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable User author;

  private String text = "";

  protected Comment() {}

  public Comment(Post post, User author, String text) {
    this.postId = post.getId();
    this.post = post;
    this.author = author;
    this.text = text;
  }

  public String getId() {
    return Saved.require(id);
  }

  public String getPostId() {
    return postId;
  }

  public @Nullable Post getPost() {
    return post;
  }

  public @Nullable User getAuthor() {
    return author;
  }

  public String getText() {
    return text;
  }
}
