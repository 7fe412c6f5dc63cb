package io.debros.jpa.manager.model;

import io.debros.jpa.annotation.Merge;
import io.debros.jpa.annotation.Model;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row of which the last write counts. */
@Entity
@Model(merge = Merge.DOCUMENT)
public class Plain {
  @Id public String id;
  public String title;
  public String text;
}
