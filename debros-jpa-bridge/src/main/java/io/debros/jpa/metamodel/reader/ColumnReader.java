package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.ColumnRules;
import jakarta.persistence.Column;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.JoinColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads {@code @Column} and {@code @JoinColumn}; refuses what only a relational schema has. */
final class ColumnReader {
  private static final String NO_SCHEMA = "Remove it; there is no schema";
  private static final int DEFAULT_LENGTH = 255;

  private ColumnReader() {}

  /** Rules of a column; the default ones without an annotation. */
  static ColumnRules rules(Place place, @Nullable Column column, Class<?> storedType) {
    if (column == null) {
      return ColumnRules.DEFAULT;
    }
    refuseSchema(place, column);
    checkSizes(place, column, storedType);
    return new ColumnRules(
        column.nullable(),
        column.insertable(),
        column.updatable(),
        column.unique(),
        column.length() == DEFAULT_LENGTH ? ColumnRules.UNLIMITED : column.length(),
        column.precision() == 0 ? ColumnRules.UNLIMITED : column.precision(),
        column.scale());
  }

  private static void refuseSchema(Place place, Column column) {
    refuseIf(place, !column.columnDefinition().isEmpty(), "columnDefinition");
    refuseIf(place, !column.options().isEmpty(), "options");
    refuseIf(place, !column.table().isEmpty(), "table");
    refuseIf(place, column.check().length > 0, "check");
    refuseIf(place, !column.comment().isEmpty(), "comment");
    refuseIf(place, column.secondPrecision() >= 0, "secondPrecision");
  }

  private static void refuseIf(Place place, boolean given, String element) {
    if (given) {
      place.refuse(Column.class, element, NO_SCHEMA);
    }
  }

  private static void checkSizes(Place place, Column column, Class<?> stored) {
    boolean decimal = stored == BigDecimal.class || stored == BigInteger.class;
    if ((column.precision() != 0 || column.scale() != 0) && !decimal) {
      place.refuse(Column.class, "precision, scale", "Use BigDecimal, or remove them");
    } else if (column.scale() != 0 && column.precision() == 0) {
      place.refuse(Column.class, "scale", "Give a precision too");
    }
    boolean sized =
        stored == String.class
            || stored == char[].class
            || stored == byte[].class
            || stored == Byte[].class
            || stored.isEnum();
    if (column.length() != DEFAULT_LENGTH && (!sized || column.length() < 1)) {
      place.refuse(Column.class, "length", "Give a length of at least 1, to text or bytes only");
    }
  }

  /** Rules of a join column. */
  static ColumnRules rules(Place place, @Nullable JoinColumn column) {
    if (column == null) {
      return ColumnRules.DEFAULT;
    }
    refuseSchema(place, column);
    return new ColumnRules(
        column.nullable(),
        column.insertable(),
        column.updatable(),
        column.unique(),
        ColumnRules.UNLIMITED,
        ColumnRules.UNLIMITED,
        0);
  }

  private static void refuseSchema(Place place, JoinColumn column) {
    refuseJoinIf(place, !column.columnDefinition().isEmpty(), "columnDefinition");
    refuseJoinIf(place, !column.options().isEmpty(), "options");
    refuseJoinIf(place, !column.table().isEmpty(), "table");
    refuseJoinIf(place, column.check().length > 0, "check");
    refuseJoinIf(place, !column.comment().isEmpty(), "comment");
    refuseJoinIf(place, isConstraint(column.foreignKey()), "foreignKey");
  }

  private static void refuseJoinIf(Place place, boolean given, String element) {
    if (given) {
      place.refuse(JoinColumn.class, element, NO_SCHEMA);
    }
  }

  private static boolean isConstraint(ForeignKey key) {
    return key.value() == ConstraintMode.CONSTRAINT
        || !key.name().isEmpty()
        || !key.foreignKeyDefinition().isEmpty()
        || !key.options().isEmpty();
  }

  /** A column name without the quotes of SQL. */
  static String unquoted(String name) {
    boolean quoted =
        name.length() > 2
            && (name.charAt(0) == '"' || name.charAt(0) == '`')
            && name.charAt(name.length() - 1) == name.charAt(0);
    return quoted ? name.substring(1, name.length() - 1) : name;
  }
}
