package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.debros.it.javascript.JsStack;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Both kinds of peers find each other by multicast DNS. They do so in a network namespace, whose
 * loopback carries multicast, and where nobody else listens.
 */
class LiveMdnsInteropTest {
  private static final List<String> ALONE =
      List.of(
          "unshare",
          "--map-root-user",
          "--net",
          "sh",
          "-c",
          "ip link set lo up multicast on && ip route add 224.0.0.0/4 dev lo && exec \"$@\"",
          "sh");

  @TempDir Path directory;

  @BeforeEach
  void requireJavaScriptAndNamespaces() throws Exception {
    JsStack.requireInstalled(JsStack.values());
    assumeTrue(hasNamespaces(), "No network namespace: unshare --net and ip do not work here");
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void peers_notToldOfEachOther_meet(JsStack stack) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");

    Process both =
        alone(
            java,
            "-cp",
            classes,
            LiveMdnsProcess.class.getName(),
            directory.toString(),
            stack.name());

    assertThat(both.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(both.exitValue()).isZero();
  }

  private static boolean hasNamespaces() throws InterruptedException {
    try {
      return alone("true").waitFor() == 0;
    } catch (IOException e) { // no such program
      return false;
    }
  }

  private static Process alone(String... command) throws IOException {
    List<String> all = new ArrayList<>(ALONE);
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.INHERIT)
        .start();
  }
}
