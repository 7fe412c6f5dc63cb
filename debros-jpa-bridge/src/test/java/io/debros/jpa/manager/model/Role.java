package io.debros.jpa.manager.model;

public enum Role {
  READER,
  WRITER
}
