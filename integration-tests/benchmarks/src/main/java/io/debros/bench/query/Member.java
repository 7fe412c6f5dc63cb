package io.debros.bench.query;

import io.debros.bench.sample.Documents;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;

/** The document of {@link Documents} as an entity. */
@Entity
@Table(indexes = @Index(name = "member_active", columnList = "isActive"))
public class Member {
  @Id private String id = "";
  private String username = "";
  private String email = "";
  private boolean isActive;
  private long score;

  protected Member() {}

  Member(int number) {
    this.id = Documents.key(number);
    this.username = "user " + number;
    this.email = "user" + number + "@example.org";
    this.isActive = number % Documents.ACTIVE_EVERY == 0;
    this.score = number * 7L % 1000;
  }

  @Override
  public String toString() {
    return id + " " + username + " " + email + " " + isActive + " " + score;
  }
}
