package io.debros.spring.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** The flag is a field {@code published}, read by {@code isPublished()}. */
@Entity
public class Article {
  @Id @GeneratedValue @Nullable String id;
  String title = "";
  boolean published;

  @ManyToOne(fetch = FetchType.LAZY)
  @Nullable User author;

  protected Article() {}

  public Article(String title, @Nullable User author) {
    this.title = title;
    this.author = author;
  }

  public @Nullable String getId() {
    return id;
  }

  public String getTitle() {
    return title;
  }

  public boolean isPublished() {
    return published;
  }

  public Article setPublished(boolean published) {
    this.published = published;
    return this;
  }

  public @Nullable User getAuthor() {
    return author;
  }
}
