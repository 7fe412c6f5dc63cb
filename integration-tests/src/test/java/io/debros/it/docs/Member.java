package io.debros.it.docs;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/** The entity of the paragraphs about what nodes give away twice. */
@Entity
public class Member {
  @Id @GeneratedValue private Long id;

  @Column(unique = true)
  private String name;

  protected Member() {}

  public Member(String name) {
    this.name = name;
  }

  public Long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }
}
