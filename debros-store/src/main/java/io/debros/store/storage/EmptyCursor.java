package io.debros.store.storage;

/** A scan of a space to which nothing was ever written. */
final class EmptyCursor implements StorageCursor {
  private final Scope scope;

  /** Call it inside the parent. */
  EmptyCursor(Scope parent) {
    this.scope = parent.open("Cursor", () -> {});
  }

  @Override
  public boolean next() {
    checkOpen();
    return false;
  }

  @Override
  public byte[] key() {
    checkOpen();
    return Rows.present(null);
  }

  @Override
  public byte[] value() {
    checkOpen();
    return Rows.present(null);
  }

  @Override
  public void close() {
    scope.close();
  }

  private void checkOpen() {
    scope.enter();
    scope.leave();
  }
}
