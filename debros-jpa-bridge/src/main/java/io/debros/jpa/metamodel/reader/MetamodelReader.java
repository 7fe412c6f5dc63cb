package io.debros.jpa.metamodel.reader;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.Ordering;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.EntityReference;
import io.debros.jpa.metamodel.InstanceFactory;
import io.debros.jpa.metamodel.Metamodel;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PersistenceException;
import java.lang.reflect.Constructor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads all managed classes of a persistence unit at once, so that one error shows every problem of
 * every class.
 */
public final class MetamodelReader {
  private final Problems problems = new Problems();
  private final Map<Class<?>, EntityModel> models = new LinkedHashMap<>();

  private MetamodelReader() {}

  /** {@link #read(Collection, InstanceFactory)} with listeners made by their constructors. */
  public static Metamodel read(Collection<Class<?>> managed) {
    return read(managed, MetamodelReader::construct);
  }

  /**
   * The metamodel of the managed classes.
   *
   * @param managed entities, converters, embeddables and mapped superclasses, in any order; those
   *     two are also found through the entities that use them
   * @param factory makes listeners and converters, each at its first use
   * @throws PersistenceException listing all that is not supported, by entity and attribute
   */
  public static Metamodel read(Collection<Class<?>> managed, InstanceFactory factory) {
    return new MetamodelReader().readAll(new LinkedHashSet<>(managed), factory);
  }

  private Metamodel readAll(Set<Class<?>> managed, InstanceFactory factory) {
    Set<Class<?>> entities =
        managed.stream()
            .filter(type -> type.isAnnotationPresent(Entity.class))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Converters converters = new Converters(problems, managed, factory);
    ReaderContext context = new ReaderContext(problems, converters, entities);
    managed.stream().filter(MetamodelReader::isUnknown).forEach(this::checkForeign);
    checkNames(entities);
    Generators generators = new Generators(problems, entities);
    for (Class<?> type : entities) {
      EntityModel model =
          new EntityReader(problems, type).read(new AttributeReader(context), generators, factory);
      if (model != null) {
        models.put(type, model);
      }
    }
    if (models.size() == entities.size()) {
      generators.refuseUnused();
      context.references().forEach(this::link);
      context.joinTargets().forEach(JoinTarget::check);
      checkAssociations();
    }
    problems.throwIfAny();
    return new Metamodel(models.values());
  }

  /** Entities are checked themselves, the others where they are used. */
  private static boolean isUnknown(Class<?> type) {
    return !type.isAnnotationPresent(Entity.class)
        && !type.isAnnotationPresent(Embeddable.class)
        && !type.isAnnotationPresent(MappedSuperclass.class);
  }

  private void checkForeign(Class<?> type) {
    AnnotationCheck.checkForeign(new Place(problems, type.getSimpleName(), null), type);
  }

  /** Between entities that are whole; else a missing attribute would be reported twice. */
  private void checkAssociations() {
    List<EntityModel> whole =
        models.values().stream().filter(model -> !problems.concern(model)).toList();
    whole.forEach(model -> checkAssociations(model, whole));
  }

  /** Names differ in more than case, because databases are named in lower case. */
  private void checkNames(Set<Class<?>> entities) {
    Map<String, Class<?>> byName = new HashMap<>();
    for (Class<?> type : entities) {
      String name = EntityReader.nameOf(type);
      Class<?> other = byName.putIfAbsent(name.toLowerCase(Locale.ROOT), type);
      if (other != null) {
        new Place(problems, name, null)
            .refuse(
                "Two entities have one name",
                "classes",
                other.getName() + ", " + type.getName(),
                "Give one of them another name with @Entity(name)");
      }
    }
  }

  private void link(EntityReference reference) {
    EntityModel target = models.get(reference.type());
    if (target == null) {
      throw new IllegalStateException("Target was not read: " + reference.type().getName());
    }
    reference.link(target);
  }

  private void checkAssociations(EntityModel model, List<EntityModel> whole) {
    Place place = new Place(problems, model.name(), null);
    for (AttributeModel attribute : model.attributes()) {
      Place here = place.in(attribute.name());
      if (attribute.kind() instanceof ToOne toOne
          && toOne.mappedBy() != null
          && whole.contains(toOne.target())) {
        checkMappedBy(here, model, toOne.target(), toOne.mappedBy(), true);
      } else if (attribute.kind() instanceof ToOne toOne && whole.contains(toOne.target())) {
        DocumentKeys.checkShared(here, model, attribute, toOne.target());
      } else if (attribute.kind() instanceof ToMany toMany && whole.contains(toMany.target())) {
        checkMappedBy(here, model, toMany.target(), toMany.mappedBy(), false);
        toMany.orderBy().forEach(ordering -> checkOrdering(here, toMany.target(), ordering));
      }
    }
  }

  private static void checkMappedBy(
      Place place, EntityModel model, EntityModel target, String mappedBy, boolean one) {
    AttributeModel owning = target.findAttribute(mappedBy);
    boolean fits =
        owning != null
            && owning.kind() instanceof ToOne toOne
            && toOne.isOwning()
            && (!one || toOne.unique())
            && toOne.reference().type().isAssignableFrom(model.javaType());
    if (!fits) {
      place.refuse(
          "Association names an owning side that does not fit",
          "mappedBy",
          target.name() + "." + mappedBy,
          "Name the " + (one ? "@OneToOne" : "@ManyToOne") + " of the target that points here");
    }
  }

  private static void checkOrdering(Place place, EntityModel target, Ordering ordering) {
    try {
      AttributeModel leaf = target.resolve(ordering.steps()).leaf();
      if (leaf.isAssociation() || leaf.kind() instanceof Embedded) {
        place.refuse(
            "Order names no single value",
            "orderBy",
            String.join(".", ordering.steps()),
            "Name an attribute with a single value");
      }
    } catch (IllegalArgumentException e) {
      place.refuse("Order cannot be read", "cause", e.getMessage(), "Correct @OrderBy");
    }
  }

  private static Object construct(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new PersistenceException(
          problem("Listener or converter cannot be made")
              .at("class", type.getName())
              .advice("Give it a constructor without parameters that does not fail")
              .toString(),
          e);
    }
  }
}
