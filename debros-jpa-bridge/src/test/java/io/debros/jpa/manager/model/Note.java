package io.debros.jpa.manager.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Assigned id, no version. */
@Entity
public class Note {
  @Id public String id;
  public String text;
  public String other;

  public static Note of(String id, String text) {
    Note note = new Note();
    note.id = id;
    note.text = text;
    return note;
  }
}
