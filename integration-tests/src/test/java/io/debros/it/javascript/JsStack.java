package io.debros.it.javascript;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A set of JavaScript libraries that OrbitDB 4.0.0 runs on: an npm project beside this module,
 * which {@code npm ci} installs. Both run in the Node of {@link #S6}.
 */
public enum JsStack {
  /** What OrbitDB 4.0.0 is developed against: helia 6. */
  S6("js"),
  /** The newest: helia 7, gossipsub 17. */
  S7("js-s7");

  private final Path directory;

  JsStack(String project) {
    Path inModule = Path.of(project).toAbsolutePath();
    this.directory =
        Files.isDirectory(inModule)
            ? inModule
            : Path.of("integration-tests", project).toAbsolutePath();
  }

  /** Where its package.json is. */
  public Path directory() {
    return directory;
  }

  /** The Node that runs all scripts. */
  public static Path node() {
    return S6.directory.resolve("node_modules/.bin/node");
  }

  /**
   * Skips the test that calls this where one of the stacks is not installed, and says why; fails it
   * with {@code -Ddebros.it.required=js}.
   */
  public static void requireInstalled(JsStack... stacks) {
    for (JsStack stack : stacks) {
      stack.requireInstalled();
    }
  }

  private void requireInstalled() {
    boolean installed =
        Files.isExecutable(node())
            && Files.isDirectory(directory.resolve("node_modules/@orbitdb/core"));
    String reason =
        "No JavaScript peer: run 'npm ci' in %s and %s".formatted(S6.directory, directory);
    if (!installed && "js".equals(System.getProperty("debros.it.required"))) {
      fail(reason);
    }
    assumeTrue(installed, reason);
  }
}
