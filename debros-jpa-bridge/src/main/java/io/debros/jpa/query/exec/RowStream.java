package io.debros.jpa.query.exec;

import org.jspecify.annotations.Nullable;

/** Rows as they are found. One thread at a time; close it. */
interface RowStream extends AutoCloseable {
  /** The next row; null at the end. */
  @Nullable Row next();

  @Override
  void close();
}
