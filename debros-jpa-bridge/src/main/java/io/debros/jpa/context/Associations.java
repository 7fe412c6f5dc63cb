package io.debros.jpa.context;

import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import jakarta.persistence.CascadeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks the associations of an entity, those inside of its embeddables too. */
final class Associations {
  private Associations() {}

  /** Every association among attributes, with the object that holds it. */
  static void visit(List<AttributeModel> attributes, Object holder, Consumer<Association> visitor) {
    for (AttributeModel attribute : attributes) {
      if (attribute.isAssociation()) {
        visitor.accept(new Association(attribute, holder));
      } else if (attribute.kind() instanceof Embedded embedded) {
        visitPart(embedded, attribute.get(holder), visitor);
      } else if (attribute.kind() instanceof ElementCollection elements
          && elements.element() instanceof Embedded part
          && attribute.get(holder) instanceof Collection<?> parts) {
        parts.forEach(element -> visitPart(part, element, visitor));
      }
    }
  }

  private static void visitPart(
      Embedded embedded, @Nullable Object part, Consumer<Association> visitor) {
    if (part != null) {
      visit(embedded.model().attributes(), part, visitor);
    }
  }

  /** An association attribute of one object. */
  record Association(AttributeModel attribute, Object holder) {

    boolean cascades(CascadeType operation) {
      return cascade().contains(operation);
    }

    boolean removesOrphans() {
      return attribute.kind() instanceof ToOne toOne
          ? toOne.orphanRemoval()
          : attribute.kind() instanceof ToMany toMany && toMany.orphanRemoval();
    }

    /** Whether its targets themselves are here. */
    boolean isLoaded() {
      return Lazy.isLoaded(attribute.get(holder));
    }

    /** Whether it is known which its targets are; they may be proxies. */
    boolean isKnown() {
      return attribute.kind() instanceof ToOne || isLoaded();
    }

    /** The targets; reads them if they are lazy and not loaded. */
    List<Object> targets() {
      Object value = attribute.get(holder);
      if (value == null) {
        return List.of();
      }
      if (!(value instanceof Collection<?> collection)) {
        return List.of(value);
      }
      List<Object> targets = new ArrayList<>();
      for (Object target : collection) {
        if (target != null) {
          targets.add(target);
        }
      }
      return targets;
    }

    /** The targets that are here already; a reference that was never used is not followed. */
    List<Object> loadedTargets() {
      return isLoaded() ? targets() : List.of();
    }

    private Set<CascadeType> cascade() {
      if (attribute.kind() instanceof ToOne toOne) {
        return toOne.cascade();
      }
      return attribute.kind() instanceof ToMany toMany ? toMany.cascade() : Set.of();
    }
  }
}
