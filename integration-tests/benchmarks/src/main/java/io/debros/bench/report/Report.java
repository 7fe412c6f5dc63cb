package io.debros.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the results of JMH into a page: as tables between two marks, and as a plot beside it.
 * Arguments: the results as JSON, the page, the plot.
 */
public final class Report {
  private static final String BEGIN = "<!-- figures of the benchmarks -->\n";
  private static final String END = "<!-- end of the figures -->\n";

  private Report() {}

  public static void main(String[] arguments) throws IOException {
    List<Figure> figures =
        List.copyOf(Figure.of(JsonMapper.shared().readTree(Path.of(arguments[0]))).values());
    Path page = Path.of(arguments[1]);
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("Page lacks the marks around the figures: " + page);
    }
    Files.writeString(
        page, text.substring(0, begin + BEGIN.length()) + Table.of(figures) + text.substring(end));
    Files.writeString(Path.of(arguments[2]), Plot.of(figures));
  }
}
