package io.debros.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the results of JMH into a page: as tables between two marks, and as a plot beside it.
 * Arguments: the page, the plot, the results of one run or several as JSON.
 */
public final class Report {
  private static final String BEGIN = "<!-- figures of the benchmarks -->\n";
  private static final String END = "<!-- end of the figures -->\n";

  private Report() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, Figure> byName = new TreeMap<>();
    for (String results : List.of(arguments).subList(2, arguments.length)) {
      Figure.addAll(byName, JsonMapper.shared().readTree(Path.of(results)));
    }
    List<Figure> figures = List.copyOf(byName.values());
    Path page = Path.of(arguments[0]);
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("Page lacks the marks around the figures: " + page);
    }
    Files.writeString(
        page, text.substring(0, begin + BEGIN.length()) + Table.of(figures) + text.substring(end));
    Files.writeString(Path.of(arguments[1]), Plot.of(figures));
  }
}
