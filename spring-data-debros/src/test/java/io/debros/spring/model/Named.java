package io.debros.spring.model;

/** What an entity may implement and a query method may return. */
public interface Named {
  String getName();
}
