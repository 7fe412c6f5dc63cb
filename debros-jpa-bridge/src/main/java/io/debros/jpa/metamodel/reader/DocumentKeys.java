package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that every attribute of a map has a key of its own, but for an association that shares it
 * with a basic attribute: the target's id, seen twice.
 */
final class DocumentKeys {
  private static final Set<String> BOOKKEEPING =
      Set.of("_id", "_model", "_createdAt", "_updatedAt", "_changed");

  private DocumentKeys() {}

  static void check(Place place, List<AttributeModel> attributes) {
    Map<String, AttributeModel> byKey = new HashMap<>();
    for (AttributeModel attribute : attributes) {
      String key = attribute.documentKey();
      Place here = place.in(attribute.name());
      if (!attribute.isStored()) {
        continue;
      }
      if (BOOKKEEPING.contains(key)) {
        here.refuse("Key of documents is reserved", "key", key, "Choose another column name");
      }
      AttributeModel other = byKey.put(key, attribute);
      if (other != null && !areOneReference(attribute, other)) {
        here.refuse(
            "Two attributes have one key in documents",
            "key",
            key + " of " + other.name(),
            "Give one of them another column name");
      }
    }
  }

  private static boolean areOneReference(AttributeModel one, AttributeModel other) {
    return one.kind() instanceof ToOne
        ? other.kind() instanceof Basic
        : one.kind() instanceof Basic && other.kind() instanceof ToOne;
  }

  /** Refuses a basic attribute that could not hold the id of the target it shares a key with. */
  static void checkShared(
      Place place, EntityModel model, AttributeModel association, EntityModel target) {
    Class<?> id = MethodType.methodType(target.id().javaType()).wrap().returnType();
    for (AttributeModel other : model.attributes()) {
      if (other.isStored()
          && other.kind() instanceof Basic
          && other.documentKey().equals(association.documentKey())
          && MethodType.methodType(other.javaType()).wrap().returnType() != id) {
        place.refuse(
            "Attribute shares a key with an association of another id type",
            "shared",
            other.name() + " of " + other.javaType().getName(),
            "Give it the type of the target's id, " + id.getName() + ", or another column name");
      }
    }
  }
}
