package io.debros.it.stories.blog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** What posts are about; all in one database. */
@Entity
public class Category {
  @Id @GeneratedValue private @Nullable String id;

  @Column(unique = true)
  private String name = "";

  protected Category() {}

  public Category(String name) {
    this.name = name;
  }

  public String getId() {
    return Saved.require(id);
  }

  public String getName() {
    return name;
  }
}
