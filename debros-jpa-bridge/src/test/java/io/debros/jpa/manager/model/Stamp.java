package io.debros.jpa.manager.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.LocalDateTime;

/** A row whose version is a time. */
@Entity
public class Stamp {
  @Id public String id;
  @Version public LocalDateTime version;
  public String text;
  public String other;
}
