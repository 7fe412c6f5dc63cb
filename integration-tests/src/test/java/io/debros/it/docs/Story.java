package io.debros.it.docs;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.LinkedHashSet;
import java.util.Set;

/** The entity of the page about consistency. */
@Entity
public class Story {
  @Id @GeneratedValue private String id;
  private String headline;
  private String text;
  @Counter private long likes;
  @CrdtSet @ElementCollection private Set<String> tags = new LinkedHashSet<>();
  @Version private long version;

  protected Story() {}

  public Story(String headline) {
    this.headline = headline;
  }

  public String getId() {
    return id;
  }

  public String getHeadline() {
    return headline;
  }

  public void setHeadline(String headline) {
    this.headline = headline;
  }

  public String getText() {
    return text;
  }

  public void setText(String text) {
    this.text = text;
  }

  public long getLikes() {
    return likes;
  }

  public void like() {
    likes++;
  }

  public Set<String> getTags() {
    return tags;
  }

  public long getVersion() {
    return version;
  }
}
