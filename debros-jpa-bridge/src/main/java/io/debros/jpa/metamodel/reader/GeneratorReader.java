package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.IdSequence;
import io.debros.jpa.metamodel.reader.Generators.Generator;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import java.lang.annotation.Annotation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the annotations that describe a generator, and refuses what names parts of a schema. */
record GeneratorReader(Place place) {
  Generator read(String entity, SequenceGenerator declared) {
    Class<? extends Annotation> type = SequenceGenerator.class;
    refuseIf(!declared.catalog().isEmpty(), type, "catalog");
    refuseIf(!declared.schema().isEmpty(), type, "schema");
    refuseIf(!declared.options().isEmpty(), type, "options");
    String sequence = first(declared.sequenceName(), declared.name(), entity);
    return generator(
        type, declared.name(), sequence, declared.initialValue(), declared.allocationSize());
  }

  Generator read(String entity, TableGenerator declared) {
    Class<? extends Annotation> type = TableGenerator.class;
    refuseIf(!declared.catalog().isEmpty(), type, "catalog");
    refuseIf(!declared.schema().isEmpty(), type, "schema");
    refuseIf(!declared.options().isEmpty(), type, "options");
    refuseIf(!declared.pkColumnName().isEmpty(), type, "pkColumnName");
    refuseIf(!declared.valueColumnName().isEmpty(), type, "valueColumnName");
    refuseIf(declared.uniqueConstraints().length > 0, type, "uniqueConstraints");
    refuseIf(declared.indexes().length > 0, type, "indexes");
    String row = first(declared.pkColumnValue(), declared.name(), entity);
    String sequence = declared.table().isEmpty() ? row : declared.table() + "." + row;
    return generator( // the initial value is that of the last number given
        type, declared.name(), sequence, declared.initialValue() + 1L, declared.allocationSize());
  }

  /** The name of the sequence of an entity that says nothing of it. */
  static String defaultSequence(String entity) {
    return entity.toLowerCase(Locale.ROOT);
  }

  private Generator generator(
      Class<? extends Annotation> type,
      String name,
      String sequence,
      long initialValue,
      int blockSize) {
    if (initialValue < 1) {
      place.refuse(type, "initialValue", "Begin with 1 or more: 0 means that there is no id yet");
    }
    if (blockSize < 1) {
      place.refuse(
          type,
          "allocationSize = " + blockSize,
          "Give a size of 1 or more: it is how many numbers a node claims at once");
    }
    return new Generator(
        type,
        name.isEmpty() ? null : name,
        new IdSequence(sequence, initialValue, blockSize),
        place);
  }

  private static String first(String given, @Nullable String name, String entity) {
    if (!given.isEmpty()) {
      return given;
    }
    return name == null || name.isEmpty() ? defaultSequence(entity) : name;
  }

  private void refuseIf(boolean given, Class<? extends Annotation> type, String element) {
    if (given) {
      place.refuse(type, element, "Remove it; there is no schema, numbers come from a database");
    }
  }
}
