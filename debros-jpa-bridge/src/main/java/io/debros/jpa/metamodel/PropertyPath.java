package io.debros.jpa.metamodel;

import io.debros.jpa.metamodel.AttributeKind.ToOne;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A way through an entity: embeddables and to-one associations, then any attribute.
 *
 * @param steps at least one
 */
public record PropertyPath(List<AttributeModel> steps) {
  public PropertyPath {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("A path needs at least one attribute");
    }
    steps = List.copyOf(steps);
  }

  /** The last attribute. */
  public AttributeModel leaf() {
    return steps.get(steps.size() - 1);
  }

  /** {@code address.city}, with the attributes' own names. */
  public String dotted() {
    return steps.stream().map(AttributeModel::name).collect(Collectors.joining("."));
  }

  /** Whether the value lies in another entity's document, or is not stored at all. */
  public boolean crossesAssociation() {
    return associationEnd() < steps.size();
  }

  /** Up to and including the first association; the whole path if none is crossed. */
  public PropertyPath head() {
    return new PropertyPath(steps.subList(0, associationEnd()));
  }

  /** What follows {@link #head()}, seen from the association's target; only if one is crossed. */
  public PropertyPath tail() {
    return new PropertyPath(steps.subList(associationEnd(), steps.size()));
  }

  /**
   * The same value without a needless association: {@code author} for {@code author.id}, whose
   * value the row's own document holds; else this path.
   */
  public PropertyPath withoutForeignId() {
    if (steps.size() < 2 || !leaf().isId()) {
      return this;
    }
    boolean owned = steps.get(steps.size() - 2).kind() instanceof ToOne one && one.isOwning();
    return owned ? new PropertyPath(steps.subList(0, steps.size() - 1)) : this;
  }

  /** Keys from the root of the entity's own document to {@link #head()}; at least one. */
  public List<String> documentPath() {
    List<String> keys = new ArrayList<>();
    for (AttributeModel step : steps.subList(0, associationEnd())) {
      keys.add(step.documentKey());
    }
    return List.copyOf(keys);
  }

  private int associationEnd() {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).isAssociation()) {
        return i + 1;
      }
    }
    return steps.size();
  }

  @Override
  public String toString() {
    return dotted();
  }
}
