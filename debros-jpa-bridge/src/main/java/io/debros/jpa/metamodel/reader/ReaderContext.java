package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.EntityReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What all readers of one persistence unit share.
 *
 * @param problems what is refused so far
 * @param converters attribute converters
 * @param entities all entity classes
 * @param references associations, to be linked when all entities are read
 */
record ReaderContext(
    Problems problems,
    Converters converters,
    Set<Class<?>> entities,
    List<EntityReference> references) {

  ReaderContext(Problems problems, Converters converters, Set<Class<?>> entities) {
    this(problems, converters, entities, new ArrayList<>());
  }

  EntityReference reference(Class<?> type) {
    EntityReference reference = new EntityReference(type);
    references.add(reference);
    return reference;
  }
}
