package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.IdGeneration;
import io.debros.jpa.metamodel.IdSequence;
import io.debros.jpa.metamodel.ValueType;
import io.debros.jpa.metamodel.reader.Generators.Generator;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.SequenceGenerator;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import org.jspecify.annotations.Nullable;

/** Reads where the ids of an entity come from. */
final class IdReader {
  private final Place place;
  private final Generators generators;

  /**
   * @param place the entity
   */
  IdReader(Place place, Generators generators) {
    this.place = place;
    this.generators = generators;
  }

  IdGeneration generation(AttributeModel id) {
    GeneratedValue generated = annotation(id);
    if (generated == null || !(id.kind() instanceof Basic basic)) {
      return IdGeneration.ASSIGNED;
    }
    return generation(place.in(id.name()), basic.type().valueType(), generated.strategy());
  }

  /** Where generated numbers come from; null if the ids are none. */
  @Nullable IdSequence sequence(AttributeModel id, IdGeneration generation) {
    GeneratedValue generated = annotation(id);
    if (generated == null) {
      return null;
    }
    Place here = place.in(id.name());
    GenerationType strategy = generated.strategy();
    if (generation != IdGeneration.NUMERIC || strategy == GenerationType.IDENTITY) {
      if (!generated.generator().isEmpty()) {
        here.refuse(
            GeneratedValue.class, "generator", "Remove it; the type and strategy say enough");
      }
      return generation == IdGeneration.NUMERIC ? byDefault() : null;
    }
    if (generated.generator().isEmpty()) {
      Generator own = generators.findOf(place.entity());
      return own == null ? byDefault() : fitting(here, own, strategy);
    }
    Generator named = generators.find(generated.generator());
    if (named == null) {
      here.refuse(
          "Generator is not declared",
          "generator",
          generated.generator(),
          "Declare it with @SequenceGenerator or @TableGenerator at an entity or its id");
      return byDefault();
    }
    return fitting(here, named, strategy);
  }

  private IdSequence byDefault() {
    return IdSequence.of(GeneratorReader.defaultSequence(place.entity()));
  }

  private static IdSequence fitting(Place here, Generator generator, GenerationType strategy) {
    Class<? extends Annotation> type = generator.annotation();
    boolean isSequence = type == SequenceGenerator.class;
    boolean fits = strategy == (isSequence ? GenerationType.SEQUENCE : GenerationType.TABLE);
    if (!fits && strategy != GenerationType.AUTO) {
      here.refuse(
          GeneratedValue.class,
          "strategy = " + strategy,
          "Its generator is a @" + type.getSimpleName() + ": let the strategy be AUTO");
    }
    return generator.sequence();
  }

  private static @Nullable GeneratedValue annotation(AttributeModel id) {
    return ((AnnotatedElement) id.member()).getAnnotation(GeneratedValue.class);
  }

  private static IdGeneration generation(Place here, ValueType idType, GenerationType strategy) {
    boolean uuid = strategy == GenerationType.AUTO || strategy == GenerationType.UUID;
    boolean number = strategy != GenerationType.UUID;
    if (idType == ValueType.TEXT && uuid) {
      return IdGeneration.TIME_ORDERED_UUID;
    }
    if (idType == ValueType.UUID && uuid) {
      return strategy == GenerationType.UUID
          ? IdGeneration.RANDOM_UUID
          : IdGeneration.TIME_ORDERED_UUID;
    }
    if (idType.isInteger() && number) {
      return IdGeneration.NUMERIC;
    }
    here.refuse(
        GeneratedValue.class,
        "strategy = " + strategy,
        "Use AUTO, or UUID for text and UUIDs, or another for whole numbers");
    return IdGeneration.ASSIGNED;
  }
}
