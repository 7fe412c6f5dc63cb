package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored attributes of an entity or embeddable, and the map that shows them. */
final class AttributeCodecs {
  private final List<Slot> slots;

  /** Without those that only show what another attribute of the same key writes. */
  private final List<Slot> writers;

  private record Slot(AttributeModel attribute, AttributeCodec codec) {
    boolean isWritten() {
      return attribute.insertable() || attribute.updatable();
    }

    boolean sharesKeyWith(Slot other) {
      return !other.attribute.name().equals(attribute.name())
          && other.attribute.documentKey().equals(attribute.documentKey());
    }
  }

  AttributeCodecs(List<AttributeModel> attributes) {
    this.slots =
        attributes.stream()
            .filter(AttributeModel::isStored)
            .map(attribute -> new Slot(attribute, codec(attribute)))
            .toList();
    this.writers = slots.stream().filter(this::writes).toList();
  }

  private boolean writes(Slot slot) {
    return slot.isWritten()
        || slots.stream().noneMatch(other -> slot.sharesKeyWith(other) && other.isWritten());
  }

  private static AttributeCodec codec(AttributeModel attribute) {
    AttributeKind kind = attribute.kind();
    if (kind instanceof Basic) {
      return new SingleCodec(ValueCodec.of(attribute));
    } else if (kind instanceof Embedded embedded) {
      return new EmbeddedCodec(embedded.model());
    } else if (kind instanceof ElementCollection) {
      return CollectionCodecs.of(attribute);
    } else if (kind instanceof ToOne toOne) {
      return new ReferenceCodec(toOne);
    }
    throw new IllegalStateException("Not stored: " + attribute);
  }

  /** A fresh map of all keys; a missing value is null. */
  Map<String, @Nullable Object> toDocument(Object holder) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Slot slot : writers) {
      String key = slot.attribute().documentKey();
      try {
        Object value = slot.codec().toDocument(slot.attribute().get(holder));
        values.put(key, values.get(key) == null ? value : agreed(values.get(key), value));
      } catch (ValueException e) {
        throw e.in(key);
      }
    }
    return values;
  }

  /** The id of a target, as an association and a basic attribute of the same key have it. */
  private static Object agreed(Object one, @Nullable Object other) {
    if (other != null && !one.equals(other)) {
      throw new ValueException(
          problem("Association and id attribute of one key disagree")
              .advice(
                  "Set both to the same target, or make one of them insertable = false, updatable ="
                      + " false"));
    }
    return one;
  }

  /** The values of the attributes, in their order. */
  @Nullable Object[] fromDocument(Map<?, ?> values, ReferenceResolver resolver) {
    @Nullable Object[] read = new @Nullable Object[slots.size()];
    for (int i = 0; i < read.length; i++) {
      String key = slots.get(i).attribute().documentKey();
      try {
        read[i] = read(slots.get(i), values, resolver);
      } catch (ValueException e) {
        throw e.in(key);
      }
    }
    return read;
  }

  /** Sets the values of {@link #fromDocument} in an instance. */
  void set(Object holder, @Nullable Object[] read) {
    for (int i = 0; i < read.length; i++) {
      AttributeModel attribute = slots.get(i).attribute();
      try {
        attribute.set(holder, read[i]);
      } catch (RuntimeException e) {
        throw new ValueException(
                problem("Setter refused a stored value")
                    .at("attribute", attribute)
                    .advice("See the cause; correct the document, or the setter"),
                e)
            .in(attribute.documentKey());
      }
    }
  }

  /** Sets one attribute of a single value or a collection of such. */
  void set(AttributeModel attribute, Object holder, @Nullable Object plain) {
    slots.stream()
        .filter(slot -> slot.attribute().equals(attribute))
        .forEach(
            slot -> attribute.set(holder, slot.codec().fromDocument(plain, NoReferences.INSTANCE)));
  }

  private static @Nullable Object read(Slot slot, Map<?, ?> values, ReferenceResolver resolver) {
    AttributeModel attribute = slot.attribute();
    Object plain = values.get(attribute.documentKey());
    if (!attribute.javaType().isPrimitive()) {
      return slot.codec().fromDocument(plain, resolver);
    }
    if (plain == null && !values.containsKey(attribute.documentKey())) {
      return Array.get(Array.newInstance(attribute.javaType(), 1), 0); // its default
    }
    Object value = slot.codec().fromDocument(plain, resolver);
    if (value == null) {
      throw new ValueException(
          problem("Stored value does not fit its attribute")
              .at("expected", attribute.javaType().getName())
              .at("found", "null")
              .advice("Correct the document, or use the wrapper type, which can be null"));
    }
    return value;
  }

  /** All of a stored map, with fresh values for the keys that {@code fresh} has. */
  Map<String, @Nullable Object> merged(Map<?, ?> stored, Map<?, ?> fresh) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    stored.forEach((key, value) -> merged.put((String) key, value));
    for (Slot slot : slots) {
      String key = slot.attribute().documentKey();
      if (fresh.containsKey(key)) {
        merged.put(key, slot.codec().merged(stored.get(key), fresh.get(key)));
      }
    }
    return merged;
  }

  /** Copies of the values, in the order of the attributes. */
  @Nullable Object[] copies(Object holder) {
    return slots.stream().map(slot -> slot.codec().copy(slot.attribute().get(holder))).toArray();
  }

  /** Copies basic, embedded and collected values, but neither id nor version nor associations. */
  void copyState(Object source, Object target) {
    for (Slot slot : slots) {
      AttributeModel attribute = slot.attribute();
      if (!attribute.isId() && !attribute.isVersion() && !attribute.isAssociation()) {
        attribute.set(target, slot.codec().copy(attribute.get(source)));
      }
    }
  }
}
