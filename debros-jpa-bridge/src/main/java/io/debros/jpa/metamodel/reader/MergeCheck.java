package io.debros.jpa.metamodel.reader;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import io.debros.jpa.annotation.Merge;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.Placement;
import io.debros.jpa.metamodel.ValueType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that what is to add up can: {@code @Counter} and {@code @CrdtSet}. */
final class MergeCheck {
  private static final Set<ValueType> NUMBERS =
      Set.of(ValueType.BYTE, ValueType.SHORT, ValueType.INTEGER, ValueType.LONG);

  /** Equal only to themselves. */
  private static final Set<ValueType> ARRAYS =
      Set.of(ValueType.BYTES, ValueType.BYTE_OBJECTS, ValueType.CHARACTERS);

  private MergeCheck() {}

  static void check(
      Place place,
      List<AttributeModel> attributes,
      @Nullable AttributeModel owner,
      Placement placement) {
    for (AttributeModel attribute : attributes) {
      Place here = place.in(attribute.name());
      if (attribute.isCounter()) {
        checkCounter(here, attribute);
      } else if (attribute.isCrdtSet()) {
        checkSet(here, attribute);
      }
      if (attribute.addsUp()) {
        checkEntity(here, attribute, owner, placement);
        checkKey(here, attribute, attributes);
      }
    }
  }

  private static void checkCounter(Place place, AttributeModel attribute) {
    boolean isNumber =
        attribute.kind() instanceof Basic basic
            && basic.type().conversion() == null
            && NUMBERS.contains(basic.type().valueType());
    if (!isNumber) {
      place.refuse(
          "Type cannot be a counter",
          "type",
          attribute.javaType().getName(),
          "Use long, int, short or byte, without a converter");
    }
    if (attribute.unique() || !attribute.insertable() || !attribute.updatable()) {
      place.refuse(
          Counter.class,
          "with unique, insertable or updatable",
          "Remove them from @Column: several nodes count at once");
    }
  }

  private static void checkSet(Place place, AttributeModel attribute) {
    boolean isSet =
        attribute.kind() instanceof ElementCollection collection
            && collection.collection() == CollectionKind.SET
            && collection.element() instanceof Basic element
            && !ARRAYS.contains(element.type().valueType());
    if (!isSet) {
      place.refuse(
          "Type cannot be a merged set",
          "type",
          attribute.javaType().getName(),
          "Use a Set of single values, no arrays");
    }
  }

  private static void checkEntity(
      Place place, AttributeModel attribute, @Nullable AttributeModel owner, Placement placement) {
    if (placement.merge() == Merge.DOCUMENT) {
      place.refuse(
          attribute.isCounter() ? Counter.class : CrdtSet.class,
          "with @Model(merge = DOCUMENT)",
          "Remove it, or merge by attribute");
    }
    if (attribute.equals(owner) || attribute.equals(placement.key())) {
      place.refuse("Owner or shard key adds up", "Remove the annotation: they never change");
    }
  }

  private static void checkKey(
      Place place, AttributeModel attribute, List<AttributeModel> attributes) {
    boolean isShared =
        attributes.stream()
            .anyMatch(
                other ->
                    other.isStored()
                        && !other.equals(attribute)
                        && other.documentKey().equals(attribute.documentKey()));
    if (isShared) {
      place.refuse("Counter or merged set shares its key", "Give it a column name of its own");
    }
  }
}
