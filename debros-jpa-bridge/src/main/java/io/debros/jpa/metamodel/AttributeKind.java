package io.debros.jpa.metamodel;

import jakarta.persistence.CascadeType;
import jakarta.persistence.FetchType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an attribute holds and how a document shows it. Immutable. */
public sealed interface AttributeKind {

  /** A single value. */
  record Basic(BasicType type) implements AttributeKind {}

  /** An embeddable: a nested map. */
  record Embedded(EmbeddableModel model) implements AttributeKind {}

  /**
   * A list, set or map of single values or embeddables: a list or map of the document. Always read
   * with its row, whatever its fetch type.
   *
   * @param collection the declared interface
   * @param element {@link Basic} or {@link Embedded}
   * @param mapKey type of the keys of a map; null for lists and sets
   */
  record ElementCollection(
      CollectionKind collection, AttributeKind element, @Nullable BasicType mapKey)
      implements AttributeKind {}

  /**
   * {@code @ManyToOne} or {@code @OneToOne}. The owning side stores the target's id.
   *
   * @param reference the target
   * @param fetch when the target is read
   * @param cascade operations that go on to the target; {@code ALL} is spelt out
   * @param optional whether null is a legal value
   * @param mappedBy the owning attribute of the target; null on the owning side
   * @param orphanRemoval whether a target that is let go is removed
   * @param unique whether the target can be held once only ({@code @OneToOne})
   */
  record ToOne(
      EntityReference reference,
      FetchType fetch,
      Set<CascadeType> cascade,
      boolean optional,
      @Nullable String mappedBy,
      boolean orphanRemoval,
      boolean unique)
      implements AttributeKind {
    public ToOne {
      cascade = Set.copyOf(cascade);
    }

    /** The target's model. */
    public EntityModel target() {
      return reference.model();
    }

    /** Whether this side stores the target's id. */
    public boolean isOwning() {
      return mappedBy == null;
    }
  }

  /**
   * {@code @OneToMany(mappedBy)}: not stored, found by the owning side's id.
   *
   * @param reference the target
   * @param mappedBy the to-one attribute of the target that points here
   * @param collection the declared interface, never a map
   * @param fetch when the targets are read
   * @param cascade operations that go on to the targets; {@code ALL} is spelt out
   * @param orphanRemoval whether a target that is let go is removed
   * @param orderBy order of the targets, most significant first; empty: by id
   */
  record ToMany(
      EntityReference reference,
      String mappedBy,
      CollectionKind collection,
      FetchType fetch,
      Set<CascadeType> cascade,
      boolean orphanRemoval,
      List<Ordering> orderBy)
      implements AttributeKind {
    public ToMany {
      cascade = Set.copyOf(cascade);
      orderBy = List.copyOf(orderBy);
    }

    /** The target's model. */
    public EntityModel target() {
      return reference.model();
    }

    /** The owning side's attribute. */
    public AttributeModel owningAttribute() {
      return target().attribute(mappedBy);
    }
  }

  /**
   * One key of {@code @OrderBy}.
   *
   * @param steps attribute names from the target on
   * @param descending largest first
   */
  record Ordering(List<String> steps, boolean descending) {
    public Ordering {
      steps = List.copyOf(steps);
    }
  }
}
