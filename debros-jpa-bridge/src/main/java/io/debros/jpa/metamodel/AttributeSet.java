package io.debros.jpa.metamodel;

import static io.debros.store.error.Problem.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of one managed class by name, with the two spellings of boolean properties. */
final class AttributeSet {
  private final List<AttributeModel> attributes;
  private final Map<String, AttributeModel> byName = new LinkedHashMap<>();

  AttributeSet(List<AttributeModel> attributes) {
    this.attributes = List.copyOf(attributes);
    attributes.forEach(attribute -> byName.put(attribute.name(), attribute));
    attributes.forEach(this::addOtherSpelling);
  }

  List<AttributeModel> list() {
    return attributes;
  }

  @Nullable AttributeModel find(String name) {
    return byName.get(name);
  }

  AttributeModel get(String owner, String name) {
    AttributeModel attribute = byName.get(name);
    if (attribute == null) {
      throw new IllegalArgumentException(unknown(owner, name));
    }
    return attribute;
  }

  private String unknown(String owner, String name) {
    String nearest = NearestName.of(name, byName.keySet());
    return problem("Unknown attribute")
        .at("entity", owner)
        .at("attribute", name)
        .advice(
            nearest == null
                ? "Use one of " + attributes.stream().map(AttributeModel::name).toList()
                : "Use " + nearest + ", the nearest known one")
        .toString();
  }

  /** {@code isActive} answers to {@code active} too, and {@code active} to {@code isActive}. */
  private void addOtherSpelling(AttributeModel attribute) {
    if (attribute.javaType() != boolean.class && attribute.javaType() != Boolean.class) {
      return;
    }
    String name = attribute.name();
    boolean hasPrefix =
        name.length() > 2 && name.startsWith("is") && Character.isUpperCase(name.charAt(2));
    String other =
        hasPrefix
            ? name.substring(2, 3).toLowerCase(Locale.ROOT) + name.substring(3)
            : "is" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    byName.putIfAbsent(other, attribute);
  }
}
