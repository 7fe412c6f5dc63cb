package io.debros.spring.autoconfigure.note;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something of which there may be one. */
@Entity
public class Sign {
  @Id private String id = "";

  @Column(unique = true)
  private String text = "";

  protected Sign() {}

  public Sign(String id, String text) {
    this.id = id;
    this.text = text;
  }

  public String getId() {
    return id;
  }

  public String getText() {
    return text;
  }
}
