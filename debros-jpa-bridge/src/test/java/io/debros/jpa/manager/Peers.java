package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.merge.ConflictListener;
import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Nodes that everybody may write to, each with an identity and databases of its own. Close it. */
final class Peers implements AutoCloseable {
  private final List<EntityManagerFactory> factories;
  private final List<Ear> ears = new ArrayList<>();

  private Peers(List<EntityManagerFactory> factories) {
    this.factories = factories;
    for (EntityManagerFactory factory : factories) {
      Ear ear = new Ear();
      ears.add(ear);
      node(factory).addConflictListener(ear);
    }
  }

  static Peers of(int count, Class<?>... entities) {
    return of(count, Map.of(), entities);
  }

  static Peers of(int count, Map<String, Object> properties, Class<?>... entities) {
    return new Peers(
        IntStream.range(0, count).mapToObj(any -> open(properties, entities)).toList());
  }

  private static EntityManagerFactory open(Map<String, Object> properties, Class<?>... entities) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("debros.access.write", "*");
    return TestUnits.inMemory(all, entities);
  }

  int count() {
    return factories.size();
  }

  EntityManagerFactory get(int peer) {
    return factories.get(peer);
  }

  /** Works in a transaction at one node. */
  void at(int peer, Consumer<EntityManager> work) {
    factories.get(peer).runInTransaction(work::accept);
  }

  <T> T read(int peer, Function<EntityManager, T> work) {
    try (EntityManager manager = factories.get(peer).createEntityManager()) {
      return work.apply(manager);
    }
  }

  /** Every database of one node goes to another. */
  void send(int from, int to) {
    NodeView source = node(factories.get(from));
    source
        .databases()
        .keySet()
        .forEach(
            name -> {
              ByteArrayOutputStream file = new ByteArrayOutputStream();
              source.exportCar(name, file);
              node(factories.get(to)).importCar(new ByteArrayInputStream(file.toByteArray()));
            });
  }

  /** Everybody gets what everybody has. */
  void meet() {
    for (int peer = 1; peer < count(); peer++) {
      send(peer, 0);
    }
    for (int peer = 1; peer < count(); peer++) {
      send(0, peer);
    }
  }

  /** Conflicts that one node was told of. */
  List<EntityConflict<?>> told(int peer) {
    return ears.get(peer).conflicts;
  }

  /** Violations that one node was told of. */
  List<UniqueViolation<?>> toldViolations(int peer) {
    return ears.get(peer).violations;
  }

  /** Conflicts of ids that one node was told of. */
  List<IdConflict<?>> toldIdConflicts(int peer) {
    return ears.get(peer).idConflicts;
  }

  NodeView node(int peer) {
    return node(factories.get(peer));
  }

  /** Checks something at every node. */
  void everywhere(Consumer<EntityManager> check) {
    for (EntityManagerFactory factory : factories) {
      try (EntityManager manager = factory.createEntityManager()) {
        check.accept(manager);
      }
    }
    assertThat(factories).isNotEmpty();
  }

  @Override
  public void close() {
    factories.forEach(EntityManagerFactory::close);
  }

  /** Hears everything that a node tells of. */
  private static final class Ear implements ConflictListener {
    private final List<EntityConflict<?>> conflicts = new ArrayList<>();
    private final List<UniqueViolation<?>> violations = new ArrayList<>();
    private final List<IdConflict<?>> idConflicts = new ArrayList<>();

    @Override
    public void conflicted(EntityConflict<?> conflict) {
      conflicts.add(conflict);
    }

    @Override
    public void idConflicted(IdConflict<?> conflict) {
      idConflicts.add(conflict);
    }

    @Override
    public void violated(UniqueViolation<?> violation) {
      violations.add(violation);
    }
  }

  private static NodeView node(EntityManagerFactory factory) {
    return factory.unwrap(NodeView.class);
  }
}
