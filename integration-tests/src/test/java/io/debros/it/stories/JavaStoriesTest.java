package io.debros.it.stories;

import java.nio.file.Path;

/** Three Java nodes by themselves. */
class JavaStoriesTest extends StoriesContract {
  @Override
  Observer observer(Path directory) {
    return Observer.NOBODY;
  }
}
