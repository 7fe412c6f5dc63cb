package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** The environment failed: disk, directory, lock. */
public class StorageException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public StorageException(Problem problem) {
    super(problem, null);
  }

  public StorageException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
