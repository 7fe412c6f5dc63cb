package io.debros.it.stories;

import io.debros.it.javascript.JsStack;
import java.nio.file.Path;

/** Three Java nodes, one of which a JavaScript peer observes: it sees the same documents. */
class ObservedStoriesTest extends StoriesContract {
  @Override
  Observer observer(Path directory) {
    JsStack.requireInstalled(JsStack.S6);
    return new JavaScriptObserver(directory);
  }
}
