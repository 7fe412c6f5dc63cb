package io.debros.bench.report;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What one benchmark measured: microseconds a call, or for benchmarks that go through a whole
 * database microseconds a document, by number of documents.
 *
 * @param name as {@code get} of {@code GetBenchmark}
 * @param byDocuments score and error by number of documents; under 0 if the benchmark has none
 */
record Figure(String name, SortedMap<Integer, Score> byDocuments) {
  private static final String DOCUMENTS = "documents";

  Figure(String name) {
    this(name, new TreeMap<>());
  }

  /** Adds what is in a result of JMH, in microseconds. */
  void add(JsonNode result) {
    JsonNode metric = result.get("primaryMetric");
    int documents = documents(result);
    boolean wholeDatabase = "ss".equals(result.get("mode").asString());
    double per = wholeDatabase && documents > 0 ? documents : 1;
    byDocuments.put(
        documents, new Score(number(metric, "score") / per, number(metric, "scoreError") / per));
  }

  /** Adds the results of a run, one row for each method of each class. */
  static void addAll(Map<String, Figure> figures, JsonNode results) {
    for (JsonNode result : results) {
      String[] parts = result.get("benchmark").asString().split("\\.");
      String type = parts[parts.length - 2].replace("Benchmark", "");
      figures.computeIfAbsent(type + "." + parts[parts.length - 1], Figure::new).add(result);
    }
  }

  boolean grows() {
    return byDocuments.size() > 1;
  }

  /** What is not a number stands there as text. */
  private static double number(JsonNode metric, String name) {
    return Double.parseDouble(metric.get(name).asString());
  }

  private static int documents(JsonNode result) {
    JsonNode parameters = result.get("params");
    return parameters != null && parameters.has(DOCUMENTS)
        ? Integer.parseInt(parameters.get(DOCUMENTS).asString())
        : 0;
  }

  /** A mean and half the width of its interval of 99.9 % confidence; NaN if it was run once. */
  record Score(double mean, double error) {
    @Override
    public String toString() {
      String digits = mean < 10 ? "%.2f" : mean < 100 ? "%.1f" : "%,.0f";
      String text = String.format(java.util.Locale.ROOT, digits, mean);
      return Double.isNaN(error)
          ? text
          : text + " ± " + String.format(java.util.Locale.ROOT, digits, error);
    }
  }
}
