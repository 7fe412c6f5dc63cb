package io.debros.jpa.annotation;

import jakarta.persistence.PersistenceException;

/** Managed classes that cannot be used as they are; the message lists all that is wrong. */
public final class InvalidModelException extends PersistenceException {
  private static final long serialVersionUID = 1L;

  public InvalidModelException(String message) {
    super(message);
  }
}
