package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.IdSequence;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code @SequenceGenerator}s and {@code @TableGenerator}s of a persistence unit: any entity
 * may name any of them. One without a name is that of its entity. One thread at a time.
 */
final class Generators {
  private final Problems problems;
  private final Map<String, Generator> byName = new HashMap<>();
  private final Map<String, Generator> ofEntities = new HashMap<>();
  private final Set<AnnotatedElement> seen = new HashSet<>();
  private final Set<Generator> used = new HashSet<>();

  /**
   * @param entities all entity classes
   */
  Generators(Problems problems, Collection<Class<?>> entities) {
    this.problems = problems;
    for (Class<?> entity : entities) {
      String name = EntityReader.nameOf(entity);
      for (Class<?> type : Hierarchy.of(entity)) {
        elements(type).forEach(element -> gather(name, element));
      }
    }
  }

  /**
   * A generator.
   *
   * @param annotation its kind
   * @param name null if it has none
   */
  record Generator(
      Class<? extends Annotation> annotation,
      @Nullable String name,
      IdSequence sequence,
      Place place) {}

  /** The generator of a name; null if there is none. */
  @Nullable Generator find(String name) {
    return use(byName.get(name));
  }

  /** The generator without a name, or with the entity's, of an entity; null if there is none. */
  @Nullable Generator findOf(String entity) {
    Generator own = ofEntities.get(entity);
    return use(own == null ? byName.get(entity) : own);
  }

  /** A generator that nobody asks is a mistake: what it says would have no effect. */
  void refuseUnused() {
    Stream.concat(byName.values().stream(), ofEntities.values().stream())
        .filter(generator -> !used.contains(generator))
        .forEach(
            generator ->
                generator
                    .place()
                    .refuse(
                        "Generator is not used",
                        "generator",
                        "@" + generator.annotation().getSimpleName() + name(generator),
                        "Name it in @GeneratedValue(generator) of a whole number, or remove it"));
  }

  private @Nullable Generator use(@Nullable Generator generator) {
    if (generator != null) {
      used.add(generator);
    }
    return generator;
  }

  private static String name(Generator generator) {
    return generator.name() == null ? "" : "(" + generator.name() + ")";
  }

  private static List<AnnotatedElement> elements(Class<?> type) {
    List<AnnotatedElement> elements = new ArrayList<>(List.of(type));
    elements.addAll(Arrays.asList(type.getDeclaredFields()));
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !method.isBridge())
        .forEach(elements::add);
    return elements;
  }

  private void gather(String entity, AnnotatedElement element) {
    boolean isNew = seen.add(element); // a superclass comes once for each of its entities
    Place place = new Place(problems, entity, null);
    for (SequenceGenerator declared : element.getAnnotationsByType(SequenceGenerator.class)) {
      add(new GeneratorReader(place).read(entity, declared), isNew);
    }
    for (TableGenerator declared : element.getAnnotationsByType(TableGenerator.class)) {
      add(new GeneratorReader(place).read(entity, declared), isNew);
    }
  }

  private void add(Generator generator, boolean isNew) {
    String name = generator.name();
    Generator other =
        name == null
            ? ofEntities.putIfAbsent(generator.place().entity(), generator)
            : isNew ? byName.putIfAbsent(name, generator) : null;
    if (other != null) {
      generator
          .place()
          .refuse(
              "Two generators have one name",
              "generator",
              name == null ? generator.place().entity() : name,
              "Give one of them another name");
    }
  }
}
