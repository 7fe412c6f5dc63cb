package io.debros.it.docs;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.PrePersist;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** The entity of the reference pages. */
@Entity
@Table(indexes = @Index(name = "latest", columnList = "section, published DESC"))
public class Article {
  @Id @GeneratedValue private UUID id;

  @Column(unique = true, length = 80)
  private String headline;

  @Column(nullable = false)
  private String section;

  private LocalDate published;
  private int words;

  @Enumerated(EnumType.STRING)
  private State state;

  @Embedded private Price price;
  @ElementCollection private Set<String> tags = new LinkedHashSet<>();
  @Version private long version;

  protected Article() {}

  Article(String headline, String section, int words) {
    this.headline = headline;
    this.section = section;
    this.words = words;
  }

  @PrePersist
  void draft() {
    if (state == null) {
      state = State.DRAFT;
    }
  }

  public UUID getId() {
    return id;
  }

  public String getHeadline() {
    return headline;
  }

  public void setHeadline(String headline) {
    this.headline = headline;
  }

  public int getWords() {
    return words;
  }

  public LocalDate getPublished() {
    return published;
  }

  public void setPublished(LocalDate published) {
    this.published = published;
  }

  public Price getPrice() {
    return price;
  }

  public void setPrice(Price price) {
    this.price = price;
  }

  public Set<String> getTags() {
    return tags;
  }

  public State getState() {
    return state;
  }

  /** How far it is. */
  public enum State {
    DRAFT,
    PRINTED
  }
}
