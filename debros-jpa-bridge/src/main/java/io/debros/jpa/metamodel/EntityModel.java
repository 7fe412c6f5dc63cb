package io.debros.jpa.metamodel;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One entity class as its annotations describe it. Immutable, thread-safe. */
public final class EntityModel {
  private final String name;
  private final Class<?> javaType;
  private final AttributeSet attributes;
  private final AttributeModel id;
  private final @Nullable AttributeModel version;
  private final @Nullable AttributeModel owner;
  private final IdGeneration generation;
  private final @Nullable IdSequence idSequence;
  private final Placement placement;
  private final List<IndexModel> indexes;
  private final Callbacks callbacks;
  private final Instantiator instantiator;
  private final Set<String> keysThatAddUp;

  public EntityModel(
      String name,
      Class<?> javaType,
      List<AttributeModel> attributes,
      AttributeModel id,
      @Nullable AttributeModel version,
      @Nullable AttributeModel owner,
      IdGeneration generation,
      @Nullable IdSequence idSequence,
      Placement placement,
      List<IndexModel> indexes,
      Callbacks callbacks,
      Instantiator instantiator) {
    this.name = name;
    this.javaType = javaType;
    this.attributes = new AttributeSet(attributes);
    this.id = id;
    this.version = version;
    this.owner = owner;
    this.generation = generation;
    this.idSequence = idSequence;
    this.placement = placement;
    this.indexes = List.copyOf(indexes);
    this.callbacks = callbacks;
    this.instantiator = instantiator;
    this.keysThatAddUp =
        attributes.stream()
            .filter(AttributeModel::addsUp)
            .map(AttributeModel::documentKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The entity name: of the annotation, else the simple class name. */
  public String name() {
    return name;
  }

  /** The name in lower case, as in database names. */
  public String modelName() {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The entity class. */
  public Class<?> javaType() {
    return javaType;
  }

  /** All attributes, those of superclasses first, each class in declaration order. */
  public List<AttributeModel> attributes() {
    return attributes.list();
  }

  /** The attribute of this name or its other boolean spelling; null if there is none. */
  public @Nullable AttributeModel findAttribute(String attributeName) {
    return attributes.find(attributeName);
  }

  /**
   * The attribute of this name or its other boolean spelling.
   *
   * @throws IllegalArgumentException naming the nearest known attribute
   */
  public AttributeModel attribute(String attributeName) {
    return attributes.get(name, attributeName);
  }

  /** The id. */
  public AttributeModel id() {
    return id;
  }

  /** The version; null if rows are not versioned. */
  public @Nullable AttributeModel version() {
    return version;
  }

  /**
   * The attribute that names the user whose data the row is: text, a number, a UUID or an owning
   * to-one; null if the entity is not user-scoped.
   */
  public @Nullable AttributeModel owner() {
    return owner;
  }

  /** Where the id of a new entity comes from. */
  public IdGeneration generation() {
    return generation;
  }

  /** Where generated numbers come from; null unless {@link #generation} is {@code NUMERIC}. */
  public @Nullable IdSequence idSequence() {
    return idSequence;
  }

  /** Where the rows live. */
  public Placement placement() {
    return placement;
  }

  /** Keys of the attributes of which concurrent changes add up. */
  public Set<String> keysThatAddUp() {
    return keysThatAddUp;
  }

  /** Declared indexes: of the table, unique columns, join columns. */
  public List<IndexModel> indexes() {
    return indexes;
  }

  /** Life-cycle callbacks of the class, its superclasses and its listeners. */
  public Callbacks callbacks() {
    return callbacks;
  }

  /** A new, empty instance. */
  public Object instantiate() {
    return instantiator.instantiate();
  }

  /**
   * Follows names through embeddables and to-one associations.
   *
   * @throws IllegalArgumentException naming the step that is unknown or leads nowhere
   */
  public PropertyPath resolve(List<String> steps) {
    List<AttributeModel> found = new ArrayList<>();
    for (String step : steps) {
      found.add(found.isEmpty() ? attribute(step) : next(found.get(found.size() - 1), step, steps));
    }
    return new PropertyPath(found);
  }

  /** {@link #resolve(List)} of {@code address.city}. */
  public PropertyPath resolve(String dotted) {
    return resolve(List.of(dotted.split("\\.", -1)));
  }

  private AttributeModel next(AttributeModel from, String step, List<String> steps) {
    if (from.kind() instanceof Embedded embedded) {
      return embedded.model().attribute(step);
    }
    if (from.kind() instanceof ToOne toOne) {
      return toOne.target().attribute(step);
    }
    throw new IllegalArgumentException(
        problem("Path goes on after an attribute without parts")
            .at("entity", name)
            .at("path", String.join(".", steps))
            .at("attribute", from.name())
            .advice("End the path at " + from.name() + ", or query the other entity")
            .toString());
  }

  @Override
  public String toString() {
    return name;
  }
}
