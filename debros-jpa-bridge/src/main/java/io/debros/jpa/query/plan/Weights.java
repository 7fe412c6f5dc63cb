package io.debros.jpa.query.plan;

import io.debros.jpa.query.plan.Bounds.Kind;

/** How much a use of an index is worth; there are no statistics, so these are rules of thumb. */
final class Weights {
  static final int UNIQUE = 1000;
  static final int ORDER = 25;
  static final int EARLY_END = 45;

  private static final int POINT = 100;
  private static final int POINTS = 90;
  private static final int FEW_VALUES = 70;
  private static final int NULL = 60;
  private static final int INTERVAL = 40;
  private static final int NOT_NULL = 10;

  private Weights() {}

  static int of(ColumnTest test) {
    if (test.bounds().kind() == Kind.INTERVAL) {
      return test.condition() instanceof Condition.Not ? NOT_NULL : INTERVAL;
    } else if (test.condition() instanceof Condition.IsNull) {
      return NULL;
    } else if (isBoolean(test.field())) {
      return FEW_VALUES;
    }
    return test.bounds().kind() == Kind.POINT ? POINT : POINTS;
  }

  private static boolean isBoolean(Field field) {
    Class<?> type = field.attribute().javaType();
    return type == boolean.class || type == Boolean.class;
  }
}
