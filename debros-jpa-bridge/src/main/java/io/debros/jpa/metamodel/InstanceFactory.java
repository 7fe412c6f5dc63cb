package io.debros.jpa.metamodel;

/** Makes entity listeners and attribute converters; a container may give out its own beans. */
@FunctionalInterface
public interface InstanceFactory {
  /** An instance of the class; asked once per listener or converter class of an entity. */
  Object instance(Class<?> type);
}
