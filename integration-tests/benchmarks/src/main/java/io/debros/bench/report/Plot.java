package io.debros.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Figures as lines in an SVG: microseconds over the number of documents, both logarithmic. */
final class Plot {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 520;
  private static final int LEFT = 70;
  private static final int RIGHT = 230;
  private static final int TOP = 30;
  private static final int BOTTOM = 50;
  private static final int LABEL_HEIGHT = 15;
  private static final String[] COLOURS = {
    "#1b6ca8", "#c8553d", "#2a9d5c", "#8d5fa8", "#d49b00", "#3d8f8f", "#b03a6f", "#6b705c", "#444"
  };

  private final List<Figure> lines;
  private final double fewest;
  private final double most;
  private final double lowest;
  private final double highest;

  private Plot(List<Figure> lines) {
    this.lines = lines;
    this.fewest = lines.stream().mapToInt(line -> line.byDocuments().firstKey()).min().orElse(1);
    this.most = lines.stream().mapToInt(line -> line.byDocuments().lastKey()).max().orElse(10);
    this.lowest = Math.floor(means(lines).stream().mapToDouble(Math::log10).min().orElse(0));
    this.highest = Math.ceil(means(lines).stream().mapToDouble(Math::log10).max().orElse(1));
  }

  static String of(List<Figure> figures) {
    return new Plot(figures.stream().filter(Figure::grows).toList()).svg();
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n",
            WIDTH, HEIGHT, WIDTH, HEIGHT));
    for (double power = lowest; power <= highest; power++) {
      gridLine(svg, power);
    }
    for (double size = fewest; size <= most; size *= 10) {
      tick(svg, size);
    }
    text(svg, LEFT, TOP - 10, "start", "microseconds a call (iterate, join, verify: a document)");
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "documents");
    lines(svg);
    return svg.append("</svg>\n").toString();
  }

  private void lines(StringBuilder svg) {
    List<Figure> fromTop = new ArrayList<>(lines);
    fromTop.sort(Comparator.comparingDouble(line -> -last(line)));
    double label = TOP;
    for (int number = 0; number < fromTop.size(); number++) {
      Figure line = fromTop.get(number);
      String colour = COLOURS[number % COLOURS.length];
      label = Math.max(label + LABEL_HEIGHT, y(last(line)));
      line(svg, line, colour);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
              WIDTH - RIGHT + 12,
              label + 4,
              colour,
              line.name()));
    }
  }

  private void line(StringBuilder svg, Figure line, String colour) {
    StringBuilder points = new StringBuilder();
    for (Map.Entry<Integer, Figure.Score> point : line.byDocuments().entrySet()) {
      points.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", x(point.getKey()), y(point.getValue().mean())));
    }
    svg.append(
        String.format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            points.toString().strip(), colour));
  }

  private void gridLine(StringBuilder svg, double power) {
    double y = y(Math.pow(10, power));
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
            LEFT,
            y,
            WIDTH - RIGHT,
            y));
    String value =
        power < 0 ? "" + Math.pow(10, power) : String.format("%,.0f", Math.pow(10, power));
    text(svg, LEFT - 8, y + 4, "end", value);
  }

  private void tick(StringBuilder svg, double size) {
    text(svg, x(size), HEIGHT - BOTTOM + 18, "middle", String.format("%,.0f", size));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#333\">%s</text>%n",
            x,
            y,
            anchor,
            text));
  }

  private double x(double size) {
    double share = Math.log10(size / fewest) / Math.max(1e-9, Math.log10(most / fewest));
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double micros) {
    double share = (Math.log10(micros) - lowest) / Math.max(1, highest - lowest);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private static double last(Figure line) {
    return Objects.requireNonNull(line.byDocuments().get(line.byDocuments().lastKey())).mean();
  }

  private static List<Double> means(List<Figure> lines) {
    return lines.stream()
        .flatMap(line -> line.byDocuments().values().stream())
        .map(Figure.Score::mean)
        .toList();
  }
}
