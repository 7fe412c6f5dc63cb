package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that every attribute of a map has a key of its own. */
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
      if (other != null) {
        here.refuse(
            "Two attributes have one key in documents",
            "key",
            key + " of " + other.name(),
            "Give one of them another column name");
      }
    }
  }
}
