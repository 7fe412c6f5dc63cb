package io.debros.quickstart;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/** A user, spread over four databases by hash of the id. */
@Entity
@Model(scope = Scope.GLOBAL, sharding = @Sharding(strategy = Strategy.HASH, count = 4, key = "id"))
public class User {
  @Id @GeneratedValue private @Nullable String id;

  @NotBlank
  @Column(unique = true)
  private String username = "";

  @Email private @Nullable String email;

  private boolean isActive = true;

  @Version private int version;

  protected User() {}

  public User(String username, @Nullable String email, boolean active) {
    this.username = username;
    this.email = email;
    this.isActive = active;
  }

  public @Nullable String getId() {
    return id;
  }

  public String getUsername() {
    return username;
  }

  public void setUsername(String username) {
    this.username = username;
  }

  public @Nullable String getEmail() {
    return email;
  }

  public void setEmail(@Nullable String email) {
    this.email = email;
  }

  public boolean isActive() {
    return isActive;
  }

  public void setActive(boolean active) {
    this.isActive = active;
  }
}
