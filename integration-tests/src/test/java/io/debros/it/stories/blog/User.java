package io.debros.it.stories.blog;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** Who writes, in one of two databases by hash of the id. */
@Entity
@Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2, key = "id"))
public class User {
  @Id @GeneratedValue private @Nullable String id;

  @Column(unique = true)
  private String username = "";

  private boolean isActive = true;
  @Version private int version;

  protected User() {}

  public User(String username) {
    this.username = username;
  }

  public String getId() {
    return Saved.require(id);
  }

  public String getUsername() {
    return username;
  }

  public boolean isActive() {
    return isActive;
  }

  public void setActive(boolean active) {
    this.isActive = active;
  }

  public int getVersion() {
    return version;
  }
}
