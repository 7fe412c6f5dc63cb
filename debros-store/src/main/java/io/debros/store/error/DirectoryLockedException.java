package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** Another process holds the directory; the message names its process id. */
public final class DirectoryLockedException extends StorageException {
  private static final long serialVersionUID = 1L;

  public DirectoryLockedException(Problem problem) {
    super(problem, null);
  }

  public DirectoryLockedException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
