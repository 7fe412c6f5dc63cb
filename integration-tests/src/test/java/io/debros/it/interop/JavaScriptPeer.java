package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the scripts of {@code integration-tests/js} with the Node that is installed there. Where it
 * is not, tests skip and say why; with {@code -Ddebros.it.required=js} they fail.
 */
final class JavaScriptPeer {
  private static final long LIMIT_SECONDS = 120;

  private JavaScriptPeer() {}

  static void requireInstalled() {
    JsStack.requireInstalled(JsStack.S6);
  }

  /** Runs a script to its end and returns the JSON that it wrote into its last argument. */
  static JsonNode run(String script, Path... arguments) throws IOException, InterruptedException {
    return run(script, Map.of(), List.of(), arguments);
  }

  /** The same with words before the paths. */
  static JsonNode run(String script, List<String> words, Path... arguments)
      throws IOException, InterruptedException {
    return run(script, Map.of(), words, arguments);
  }

  /** The same with variables in its environment. */
  static JsonNode run(String script, Map<String, String> environment, Path... arguments)
      throws IOException, InterruptedException {
    return run(script, environment, List.of(), arguments);
  }

  private static JsonNode run(
      String script, Map<String, String> environment, List<String> words, Path... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JsStack.node().toString(), script));
    command.addAll(words);
    for (Path argument : arguments) {
      command.add(argument.toAbsolutePath().toString());
    }
    Path log = Files.createTempFile("debros-js", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(JsStack.S6.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("%s ended within %s s", script, LIMIT_SECONDS).isTrue();
      assertThat(process.exitValue()).as("%s printed: %s", script, Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
    return JsonMapper.shared().readTree(arguments[arguments.length - 1].toFile());
  }
}
