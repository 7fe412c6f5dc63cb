package io.debros.jpa.query;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Entities of every placement, for tests of planning and running. */
public final class Shop {
  private Shop() {}

  public enum Rank {
    LOW,
    HIGH
  }

  @Embeddable
  public static class Address {
    String city;
    String street;
  }

  /** Global, in four shards by id. */
  @Entity
  @Table(
      indexes = {
        @Index(columnList = "city"),
        @Index(columnList = "isActive, createdAt desc"),
        @Index(columnList = "createdAt desc"),
        @Index(columnList = "age")
      })
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4))
  public static class User {
    @Id String id;

    @Column(unique = true)
    String username;

    String name;
    boolean isActive;
    Integer age;
    double score;
    BigDecimal balance;
    Instant createdAt;

    @Enumerated(EnumType.STRING)
    Rank rank;

    String city;
    @Embedded Address address;
    @ElementCollection Set<String> tags = new HashSet<>();

    @OneToOne(mappedBy = "user")
    Profile profile;

    @OneToMany(mappedBy = "author")
    List<Post> posts = new ArrayList<>();
  }

  /** Global, unsharded, owns the association to its user. */
  @Entity
  public static class Profile {
    @Id Long id;
    @OneToOne User user;
    String motto;
  }

  /** Of an owner, in two shards by id. */
  @Entity
  @Table(indexes = @Index(columnList = "createdAt"))
  @Model(scope = Scope.USER, sharding = @Sharding(strategy = Strategy.USER, count = 2))
  public static class Post {
    @Id String id;
    @Owner String ownerId;
    @ManyToOne User author;

    @Column(unique = true)
    String slug;

    String title;
    long likes;
    Instant createdAt;
  }

  /** Global, in four shards by an attribute that is not the id. */
  @Entity
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4, key = "customer"))
  public static class Purchase {
    @Id Long id;
    String customer;
    int amount;
  }

  /** Global, in three shards by ranges of a number. */
  @Entity
  @Model(
      sharding =
          @Sharding(
              strategy = Strategy.RANGE,
              key = "weight",
              ranges = {"9", "10.5"}))
  public static class Parcel {
    @Id String id;
    int weight;
  }

  /** Of an owner, unsharded. */
  @Entity
  @Model(scope = Scope.USER)
  public static class Note {
    @Id String id;
    String userId;
    String text;
  }
}
