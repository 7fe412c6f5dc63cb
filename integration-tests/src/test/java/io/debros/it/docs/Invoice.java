package io.debros.it.docs;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;

/** The entity of the paragraph about generated numbers. */
@Entity
public class Invoice {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "papers")
  @SequenceGenerator(name = "papers", initialValue = 1000, allocationSize = 20)
  private Long id;

  Long getId() {
    return id;
  }
}
