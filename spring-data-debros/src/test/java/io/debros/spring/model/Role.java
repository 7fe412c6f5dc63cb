package io.debros.spring.model;

public enum Role {
  READER,
  EDITOR,
  ADMIN
}
