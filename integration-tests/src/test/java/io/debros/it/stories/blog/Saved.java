package io.debros.it.stories.blog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What only a row that was saved has. */
final class Saved {
  private Saved() {}

  static String require(@Nullable String id) {
    return Objects.requireNonNull(id, "Not saved yet");
  }
}
