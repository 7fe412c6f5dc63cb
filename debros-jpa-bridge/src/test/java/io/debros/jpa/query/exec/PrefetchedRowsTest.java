package io.debros.jpa.query.exec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrefetchedRowsTest {
  @Test
  void next_sourceFails_isToldOnce() {
    IllegalStateException broken = new IllegalStateException("broken");

    assertThatThrownBy(
            () -> {
              try (RowStream rows = new PrefetchedRows(new Broken(broken), Runnable::run, 1)) {
                rows.next();
              }
            })
        .isSameAs(broken)
        .hasNoSuppressedExceptions();
  }

  private record Broken(RuntimeException failure) implements RowStream {
    @Override
    public Row next() {
      throw failure;
    }

    @Override
    public void close() {}
  }
}
