package io.debros.it.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes of the blog, in directories and under identities of their own, each connected with
 * the others on loopback. All three may write, nobody else. One thread at a time.
 */
final class Blogs implements AutoCloseable {
  /** How long what is awaited may take; it takes a moment. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final List<Path> directories;
  private final List<String> identities;
  private final @Nullable BlogNode[] nodes = new BlogNode[3];

  Blogs(Path directory) {
    this.directories = Stream.of("1", "2", "3").map(directory::resolve).toList();
    this.identities = directories.stream().map(Blogs::identity).toList();
    IntStream.rangeClosed(1, 3).forEach(this::start);
  }

  private static String identity(Path directory) {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      return node.identity().id();
    }
  }

  /** Starts a node, also one that was stopped; it dials those that run. */
  void start(int number) {
    List<String> known = running().map(BlogNode::address).toList();
    nodes[number - 1] = BlogNode.start(directories.get(number - 1), identities, known);
  }

  void stop(int number) {
    BlogNode node = get(number);
    nodes[number - 1] = null;
    node.close();
  }

  /** Does something at a node that is stopped, and stays so: nobody else hears of it yet. */
  void apart(int number, Consumer<BlogNode> work) {
    try (BlogNode node = BlogNode.startAlone(directories.get(number - 1), identities)) {
      work.accept(node);
    }
  }

  /** The first is number 1. */
  BlogNode get(int number) {
    BlogNode node = nodes[number - 1];
    if (node == null) {
      throw new IllegalStateException("Node " + number + " is stopped");
    }
    return node;
  }

  /** Who signs what the nodes write, by number. */
  List<String> identities() {
    return identities;
  }

  private Stream<BlogNode> running() {
    return Stream.of(nodes).filter(node -> node != null);
  }

  /** Waits until something is so at every node that runs. */
  void everywhere(String what, Consumer<BlogNode> assertion) {
    running().forEach(node -> at(node, what, assertion));
  }

  /** Waits until something is so at a node. */
  void at(BlogNode node, String what, Consumer<BlogNode> assertion) {
    await(what, () -> assertion.accept(node));
  }

  /**
   * Waits until all nodes have the same entries in the same databases, and nothing is missing or
   * was refused; then the nodes show the same rows.
   *
   * @return what they have, by address
   */
  SortedMap<String, DatabaseCopy> assertAgree() {
    List<BlogNode> all = running().toList();
    BlogNode first = all.get(0);
    List<SortedMap<String, DatabaseCopy>> copies = new ArrayList<>();
    await(
        "all nodes have the same",
        () -> {
          for (BlogNode node : all) {
            assertThat(node.behind()).isEmpty();
            assertThat(node.heads()).isEqualTo(first.heads());
          }
          copies.clear();
          all.forEach(node -> copies.add(DatabaseCopy.allOf(node.view())));
          assertThat(copies).allMatch(copies.get(0)::equals);
        });
    for (BlogNode node : all) {
      assertThat(Shown.by(node)).isEqualTo(Shown.by(first));
      assertThat(node.counts()).isEqualTo(first.counts());
    }
    return copies.get(0);
  }

  private static void await(String what, Runnable assertion) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(assertion::run);
  }

  @Override
  public void close() {
    running().forEach(BlogNode::close);
  }
}
