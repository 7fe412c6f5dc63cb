package io.debros.jpa.manager.model;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/** User-scoped, two shards an owner. */
@Entity
@Model(
    scope = Scope.USER,
    sharding = @Sharding(strategy = Strategy.USER, count = 2, key = "writer"))
public class Diary {
  @Id @GeneratedValue public String id;
  @Owner public String writer;
  public String text;

  public static Diary of(String writer, String text) {
    Diary diary = new Diary();
    diary.writer = writer;
    diary.text = text;
    return diary;
  }
}
