package io.debros.spring.model;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flag is a field {@code isActive}; its bean property is {@code active}. */
@Entity
public class User implements Named {
  @Id @GeneratedValue @Nullable String id;

  @NotBlank String name = "";

  @Column(unique = true)
  @Nullable String email;

  boolean isActive;
  int age;
  @Nullable Integer score;

  @Enumerated(EnumType.STRING)
  @Nullable Role role;

  @Nullable Instant createdAt;
  @Embedded @Nullable Address address;
  @ElementCollection Set<String> tags = new LinkedHashSet<>();
  @Version long version;

  protected User() {}

  public User(String name, int age) {
    this.name = name;
    this.age = age;
    this.email = name + "@example.org";
  }

  public @Nullable String getId() {
    return id;
  }

  @Override
  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
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

  public User setActive(boolean active) {
    this.isActive = active;
    return this;
  }

  public int getAge() {
    return age;
  }

  public void setAge(int age) {
    this.age = age;
  }

  public @Nullable Integer getScore() {
    return score;
  }

  public User setScore(@Nullable Integer score) {
    this.score = score;
    return this;
  }

  public @Nullable Role getRole() {
    return role;
  }

  public User setRole(@Nullable Role role) {
    this.role = role;
    return this;
  }

  public @Nullable Instant getCreatedAt() {
    return createdAt;
  }

  public User setCreatedAt(@Nullable Instant createdAt) {
    this.createdAt = createdAt;
    return this;
  }

  public @Nullable Address getAddress() {
    return address;
  }

  public User setAddress(@Nullable Address address) {
    this.address = address;
    return this;
  }

  public Set<String> getTags() {
    return tags;
  }

  public User addTags(String... more) {
    tags.addAll(Set.of(more));
    return this;
  }

  public long getVersion() {
    return version;
  }
}
