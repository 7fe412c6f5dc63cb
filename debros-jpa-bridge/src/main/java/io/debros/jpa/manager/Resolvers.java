package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.annotation.Merge;
import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Checks that conflict resolvers have conflicts to resolve. Stateless. */
final class Resolvers {
  private Resolvers() {}

  /**
   * The resolvers by entity class.
   *
   * @throws InvalidModelException if one can never be asked, or two are for one entity
   */
  static Map<Class<?>, ConflictResolver<?>> of(
      Collection<? extends ConflictResolver<?>> resolvers, Metamodel metamodel) {
    Map<Class<?>, ConflictResolver<?>> byType = new HashMap<>();
    for (ConflictResolver<?> resolver : resolvers) {
      Class<?> type = resolver.entityType();
      EntityModel model =
          metamodel.entities().stream()
              .filter(each -> each.javaType() == type)
              .findFirst()
              .orElseThrow(
                  () ->
                      refused(
                          resolver,
                          "Resolver is for a class that is no entity",
                          "Name an entity of the persistence unit"));
      if (model.version() == null || model.placement().merge() == Merge.DOCUMENT) {
        throw refused(
            resolver,
            "Resolver is for an entity that has no conflicts",
            "Give the entity a @Version and merge it by attribute, or remove the resolver");
      }
      if (byType.put(type, resolver) != null) {
        throw refused(resolver, "Entity has two conflict resolvers", "Leave one of them");
      }
    }
    return byType;
  }

  private static InvalidModelException refused(
      ConflictResolver<?> resolver, String sentence, String advice) {
    return new InvalidModelException(
        problem(sentence)
            .at("resolver", resolver.getClass().getName())
            .at("entity", resolver.entityType().getName())
            .advice(advice)
            .toString());
  }
}
