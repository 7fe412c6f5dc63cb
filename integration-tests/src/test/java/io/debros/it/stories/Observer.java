package io.debros.it.stories;

import java.util.SortedMap;

/** Who is connected to a node of the blog and writes nothing. */
interface Observer extends AutoCloseable {
  /** Nobody. */
  Observer NOBODY = new Nobody();

  /** Connects to a node. */
  void join(BlogNode node);

  /** Requires that it comes to see the same as a reader of OrbitDB at the nodes, without errors. */
  void assertSees(SortedMap<String, DatabaseCopy> databases);

  @Override
  void close();

  /** Sees nothing. */
  final class Nobody implements Observer {
    private Nobody() {}

    @Override
    public void join(BlogNode node) {}

    @Override
    public void assertSees(SortedMap<String, DatabaseCopy> databases) {}

    @Override
    public void close() {}
  }
}
