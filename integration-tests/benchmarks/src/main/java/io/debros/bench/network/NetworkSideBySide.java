package io.debros.bench.network;

import io.debros.bench.sample.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two JavaScript peers and then two nodes of ours, on loopback, with the same work: live documents
 * a second one way and both ways, the time from a write here until it is seen there, and late
 * joins. Prints figures and ratios; both sides check that nothing is missing. Arguments: the folder
 * of a JavaScript stack, live documents, documents of a late join, documents of three late joins
 * more (0 for none).
 */
public final class NetworkSideBySide {
  private static final Pattern FIGURE = Pattern.compile("\"(\\w+)\":(-?[0-9.]+)[,}]");
  private static final String PER_SECOND = "PerSecond";

  private NetworkSideBySide() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path stack = Path.of(arguments[0]).toAbsolutePath();
    int live = Integer.parseInt(arguments[1]);
    int late = Integer.parseInt(arguments[2]);
    int more = Integer.parseInt(arguments[3]);
    Path directory = Documents.temporaryDirectory();
    try {
      Map<String, Double> original = javaScript(stack, directory.resolve("js"), live, late, more);
      print(original, debros(directory, live, late, more));
    } finally {
      Documents.delete(directory);
    }
  }

  private static Map<String, Double> debros(Path directory, int live, int late, int more) {
    try (TwoNodes nodes = new TwoNodes(directory)) {
      Map<String, Double> figures = nodes.measure(live, late, more);
      System.out.printf(
          "Late join, CPU time of both nodes a document, least: %.0f us%n", nodes.leastCpuMicros());
      return figures;
    }
  }

  private static Map<String, Double> javaScript(
      Path stack, Path directory, int live, int late, int more)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                stack.resolveSibling("js").resolve("node_modules/.bin/node").toString(),
                stack.resolveSibling("js").resolve("net-bench.mjs").toString(),
                directory.toString(),
                Integer.toString(live),
                Integer.toString(late),
                Integer.toString(more))
            .directory(stack.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("net-bench.mjs failed: " + printed);
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Matcher figure = FIGURE.matcher(printed); figure.find(); ) {
      figures.put(figure.group(1), Double.valueOf(figure.group(2)));
    }
    return figures;
  }

  private static void print(Map<String, Double> original, Map<String, Double> ours) {
    System.out.printf("%-22s %15s %14s %10s%n", "", "@orbitdb/core", "debros", "better");
    ours.forEach(
        (name, figure) -> {
          Double other = original.get(name);
          if (other == null) {
            throw new IllegalStateException("net-bench.mjs does not give " + name);
          }
          double better = name.endsWith(PER_SECOND) ? figure / other : other / figure;
          System.out.printf("%-22s %15.2f %14.2f %9.0fx%n", name, other, figure, better);
        });
  }
}
