package io.debros.quickstart;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A post: data of its author, in two databases of the author's own. */
@Entity
@Model(
    scope = Scope.USER,
    sharding = @Sharding(strategy = Strategy.USER, count = 2, key = "authorId"))
public class Post {
  @Id @GeneratedValue private @Nullable String id;

  @Owner private String authorId = "";

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable User author;

  @NotBlank
  @Size(max = 120)
  private String title = "";

  @Column(nullable = false)
  private String text = "";

  @ElementCollection private List<String> tags = new ArrayList<>();

  private Instant createdAt = Instant.EPOCH;

  protected Post() {}

  public Post(User author, String title, String text, List<String> tags, Instant createdAt) {
    this.authorId = Objects.requireNonNull(author.getId(), "The author is not saved yet");
    this.author = author;
    this.title = title;
    this.text = text;
    this.tags = new ArrayList<>(tags);
    this.createdAt = createdAt;
  }

  public @Nullable String getId() {
    return id;
  }

  public String getAuthorId() {
    return authorId;
  }

  /** The author; null while the user has not arrived on this node. */
  public @Nullable User getAuthor() {
    return author;
  }

  public String getTitle() {
    return title;
  }

  public void setTitle(String title) {
    this.title = title;
  }

  public String getText() {
    return text;
  }

  public void setText(String text) {
    this.text = text;
  }

  public List<String> getTags() {
    return tags;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }
}
