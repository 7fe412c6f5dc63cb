package io.debros.bench.report;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Figures as tables in Markdown: those that depend on the number of documents, then the others. */
final class Table {
  private Table() {}

  static String of(Collection<Figure> figures) {
    SortedSet<Integer> sizes = new TreeSet<>();
    List<Figure> growing = figures.stream().filter(Figure::grows).toList();
    growing.forEach(figure -> sizes.addAll(figure.byDocuments().keySet()));
    StringBuilder text = new StringBuilder();
    text.append("| documents |")
        .append(cells(sizes.stream().map(size -> String.format("%,d", size)).toList()))
        .append("\n|---|")
        .append("---|".repeat(sizes.size()))
        .append('\n');
    growing.forEach(figure -> text.append(row(figure, sizes)));
    text.append("\n| once | |\n|---|---|\n");
    figures.stream().filter(figure -> !figure.grows()).forEach(one -> text.append(row(one)));
    return text.toString();
  }

  private static String row(Figure figure, SortedSet<Integer> sizes) {
    List<String> scores =
        sizes.stream()
            .map(size -> figure.byDocuments().get(size))
            .map(score -> score == null ? "–" : score.toString())
            .toList();
    return "| `" + figure.name() + "` |" + cells(scores) + "\n";
  }

  private static String row(Figure figure) {
    return "| `" + figure.name() + "` |" + cells(List.of(only(figure).toString())) + "\n";
  }

  private static Figure.Score only(Figure figure) {
    return figure.byDocuments().values().iterator().next();
  }

  private static String cells(List<String> texts) {
    return texts.stream().map(text -> " " + text + " |").collect(Collectors.joining());
  }
}
