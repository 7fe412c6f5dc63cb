package io.debros.jpa.query.exec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes many things, whatever some of them throw. */
final class Closing {
  private Closing() {}

  static void all(List<? extends RowStream> streams) {
    RuntimeException failure = null;
    for (RowStream stream : streams) {
      try {
        stream.close();
      } catch (RuntimeException e) {
        failure = joined(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
