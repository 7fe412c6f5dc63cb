package io.debros.jpa.manager.model;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.util.LinkedHashSet;
import java.util.Set;

/** What many write at once: attributes, counters and sets, without a version. */
@Entity
@Table(indexes = @Index(name = "byLikes", columnList = "likes"))
public class Article {
  @Id public String id;
  public String title;
  public String text;
  @Counter public long likes;
  @Counter public Integer views;
  @CrdtSet @ElementCollection public Set<String> tags = new LinkedHashSet<>();

  public static Article of(String id, String title) {
    Article article = new Article();
    article.id = id;
    article.title = title;
    return article;
  }
}
