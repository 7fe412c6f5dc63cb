package io.debros.spring.autoconfigure.note;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.LinkedHashSet;
import java.util.Set;

/** What many count at once. */
@Entity
public class Post {
  @Id private String id = "";
  @Version private long version;
  private String title = "";
  @Counter private long likes;

  @CrdtSet
  @ElementCollection(fetch = FetchType.EAGER)
  private Set<String> tags = new LinkedHashSet<>();

  protected Post() {}

  public Post(String id, String title) {
    this.id = id;
    this.title = title;
  }

  public String getId() {
    return id;
  }

  public long getVersion() {
    return version;
  }

  public String getTitle() {
    return title;
  }

  public void setTitle(String title) {
    this.title = title;
  }

  public long getLikes() {
    return likes;
  }

  public void setLikes(long likes) {
    this.likes = likes;
  }

  public Set<String> getTags() {
    return tags;
  }
}
