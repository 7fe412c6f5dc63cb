package io.debros.jpa.manager;

import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.node.NodeView;
import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The view of a factory's node. */
record UnitNode(DocumentStores stores, @Nullable Path given, Runnable requireOpen)
    implements NodeView {

  @Override
  public String identity() {
    requireOpen.run();
    return stores.identityId();
  }

  @Override
  public @Nullable Path directory() {
    requireOpen.run();
    return given == null ? null : given.toAbsolutePath().normalize();
  }

  @Override
  public SortedMap<String, String> databases() {
    requireOpen.run();
    return stores.addresses();
  }
}
