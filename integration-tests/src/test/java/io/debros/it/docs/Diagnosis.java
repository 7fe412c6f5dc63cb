package io.debros.it.docs;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/** The entity of the page about encryption. */
@Entity
@Model(scope = Scope.USER, encryption = Encryption.OWNER)
public class Diagnosis {
  @Id @GeneratedValue private String id;
  @Owner private String patient;
  private String text;

  protected Diagnosis() {}

  public Diagnosis(String patient, String text) {
    this.patient = patient;
    this.text = text;
  }

  public String getId() {
    return id;
  }

  public String getPatient() {
    return patient;
  }

  public String getText() {
    return text;
  }
}
