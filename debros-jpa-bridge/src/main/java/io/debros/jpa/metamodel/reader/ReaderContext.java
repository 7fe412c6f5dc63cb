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
 * @param joinTargets what join columns name, to be checked then
 */
record ReaderContext(
    Problems problems,
    Converters converters,
    Set<Class<?>> entities,
    List<EntityReference> references,
    List<JoinTarget> joinTargets) {

  ReaderContext(Problems problems, Converters converters, Set<Class<?>> entities) {
    this(problems, converters, entities, new ArrayList<>(), new ArrayList<>());
  }

  EntityReference reference(Class<?> type) {
    EntityReference reference = new EntityReference(type);
    references.add(reference);
    return reference;
  }
}
