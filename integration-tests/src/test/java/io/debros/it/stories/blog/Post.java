package io.debros.it.stories.blog;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Data of its author, in two databases of the author's own. */
@Entity
@Model(
    scope = Scope.USER,
    sharding = @Sharding(strategy = Strategy.USER, count = 2, key = "authorId"))
public class Post {
  @Id @GeneratedValue private @Nullable String id;
  @Owner private String authorId = "";

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable User author;

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Category category;

  private String title = "";

  @Enumerated(EnumType.STRING)
  private State state = State.DRAFT;

  private @Nullable Instant publishedAt;
  @Counter private long likes;

  @OneToMany(mappedBy = "post")
  @OrderBy("text")
  private List<Comment> comments = new ArrayList<>();

  @Version private int version;

  protected Post() {}

  public Post(User author, Category category, String title) {
    this.authorId = author.getId();
    this.author = author;
    this.category = category;
    this.title = title;
  }

  public String getId() {
    return Saved.require(id);
  }

  public String getAuthorId() {
    return authorId;
  }

  public @Nullable User getAuthor() {
    return author;
  }

  public @Nullable Category getCategory() {
    return category;
  }

  public String getTitle() {
    return title;
  }

  public void setTitle(String title) {
    this.title = title;
  }

  public State getState() {
    return state;
  }

  public @Nullable Instant getPublishedAt() {
    return publishedAt;
  }

  public Post publish(Instant when) {
    state = State.PUBLISHED;
    publishedAt = when;
    return this;
  }

  public void unpublish() {
    state = State.DRAFT;
    publishedAt = null;
  }

  public long getLikes() {
    return likes;
  }

  public void like() {
    likes++;
  }

  public List<Comment> getComments() {
    return comments;
  }

  public int getVersion() {
    return version;
  }

  /** Who sees it. */
  public enum State {
    DRAFT,
    PUBLISHED
  }
}
