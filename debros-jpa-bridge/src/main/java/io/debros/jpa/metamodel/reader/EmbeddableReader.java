package io.debros.jpa.metamodel.reader;

import io.debros.jpa.annotation.Owner;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EmbeddableModel;
import io.debros.jpa.metamodel.Instantiator;
import jakarta.persistence.AccessType;
import jakarta.persistence.Embeddable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an embeddable class or record as one attribute uses it. One thread at a time. */
final class EmbeddableReader {
  private final AttributeReader attributes;
  private final Set<Class<?>> open = new HashSet<>();

  EmbeddableReader(AttributeReader attributes) {
    this.attributes = attributes;
  }

  /** The model; null if the class was refused. */
  @Nullable EmbeddableModel read(
      Place place, Class<?> type, AccessType access, Overrides overrides) {
    if (!type.isAnnotationPresent(Embeddable.class)) {
      place.refuse(
          "Type of an embedded attribute is not embeddable",
          "type",
          type.getName(),
          "Annotate the type with @Embeddable");
      return null;
    }
    if (!open.add(type)) {
      place.refuse(
          "Embeddable contains itself",
          "type",
          type.getName(),
          "Make it an entity, or break it up");
      return null;
    }
    try {
      return readOnce(place, type, access, overrides);
    } finally {
      open.remove(type);
    }
  }

  private @Nullable EmbeddableModel readOnce(
      Place place, Class<?> type, AccessType access, Overrides overrides) {
    Hierarchy.of(type)
        .forEach(at -> AnnotationCheck.checkClass(place, at, AnnotationCheck.ON_EMBEDDABLE));
    AnnotationCheck.checkForeign(place, type);
    Instantiator instantiator = Instantiators.of(place, type);
    List<AttributeModel> read = new ArrayList<>();
    for (PersistentMember member : MemberReader.read(place, Hierarchy.of(type), access)) {
      Place here = place.in(member.name());
      AttributeModel attribute = attributes.read(here, member, access, overrides);
      if (attribute != null) {
        refuseMisplaced(here, attribute, member);
        read.add(attribute);
      }
    }
    DocumentKeys.check(place, read);
    return instantiator == null ? null : new EmbeddableModel(type, read, instantiator);
  }

  private static void refuseMisplaced(
      Place place, AttributeModel attribute, PersistentMember member) {
    if (member.has(Owner.class)) {
      place.refuse("Owner lies in an embeddable", "Move it to the entity");
    }
    if (attribute.isId() || attribute.isVersion()) {
      place.refuse("Id or version lies in an embeddable", "Move it to the entity");
    }
    if (attribute.addsUp()) {
      place.refuse("Counter or merged set lies in an embeddable", "Move it to the entity");
    }
    if (attribute.kind() instanceof ToMany || !attribute.isStored()) {
      place.refuse("Inverse association lies in an embeddable", "Move it to the entity");
    }
    if (attribute.unique()) {
      place.refuse(
          "Unique column lies in an embeddable", "Use @Table(uniqueConstraints) of the entity");
    }
  }
}
