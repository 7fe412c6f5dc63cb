package io.debros.jpa.shard;

import io.debros.jpa.document.SortDomain;
import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.ValueType;

/** How stored values of an attribute sort. */
public final class SortDomains {
  private SortDomains() {}

  /** Of an attribute: of its value, its elements, or the id that an association stores. */
  public static SortDomain of(AttributeModel attribute) {
    return of(attribute.kind());
  }

  /** Of a kind of attribute. */
  public static SortDomain of(AttributeKind kind) {
    if (kind instanceof Basic basic) {
      return of(basic.type().valueType());
    } else if (kind instanceof ElementCollection collection) {
      return of(collection.element());
    } else if (kind instanceof ToOne toOne) {
      return of(toOne.target().id());
    }
    return SortDomain.PLAIN;
  }

  /** Whether values are numbers, whatever their stored form. */
  public static boolean isNumeric(AttributeModel attribute) {
    return attribute.kind() instanceof Basic basic && isNumeric(basic.type().valueType());
  }

  /** Whether values are numbers, whatever their stored form. */
  public static boolean isNumeric(ValueType type) {
    return switch (type) {
      case BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE, BIG_INTEGER, BIG_DECIMAL -> true;
      default -> false;
    };
  }

  private static SortDomain of(ValueType type) {
    return switch (type) {
      case BIG_INTEGER, BIG_DECIMAL, YEAR -> SortDomain.DECIMAL;
      case DATE, TIMESTAMP, CALENDAR, INSTANT, OFFSET_DATE_TIME, ZONED_DATE_TIME ->
          SortDomain.INSTANT;
      case LOCAL_DATE_TIME -> SortDomain.LOCAL_DATE_TIME;
      case LOCAL_DATE -> SortDomain.LOCAL_DATE;
      case LOCAL_TIME -> SortDomain.LOCAL_TIME;
      case DURATION -> SortDomain.DURATION;
      default -> SortDomain.PLAIN;
    };
  }
}
