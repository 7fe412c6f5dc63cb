package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.DocumentNetwork;
import io.debros.jpa.merge.ConflictListener;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.metamodel.NearestName;
import io.debros.jpa.network.NodeListener;
import io.debros.jpa.node.EncryptionView;
import io.debros.jpa.node.NetworkView;
import io.debros.jpa.node.NodeView;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The view of a factory's node. */
record UnitNode(Engine engine, @Nullable Path given, Runnable requireOpen) implements NodeView {

  @Override
  public String identity() {
    requireOpen.run();
    return engine.stores().identityId();
  }

  @Override
  public @Nullable Path directory() {
    requireOpen.run();
    return given == null ? null : given.toAbsolutePath().normalize();
  }

  @Override
  public SortedMap<String, String> databases() {
    requireOpen.run();
    return engine.stores().addresses();
  }

  @Override
  public Set<String> writers(String databaseName) {
    return engine.stores().writers(address(databaseName));
  }

  @Override
  public void grant(String databaseName, String identity) {
    engine.stores().grant(address(databaseName), identity);
  }

  @Override
  public void revoke(String databaseName, String identity) {
    engine.stores().revoke(address(databaseName), identity);
  }

  @Override
  public void exportCar(String databaseName, OutputStream output) {
    engine.stores().exportCar(address(databaseName), output);
  }

  @Override
  public String importCar(InputStream input) {
    requireOpen.run();
    return engine.importCar(input);
  }

  @Override
  public EncryptionView encryption() {
    requireOpen.run();
    return new UnitKeys(engine.stores().keys(), requireOpen);
  }

  @Override
  public List<UniqueViolation<?>> uniqueViolations() {
    requireOpen.run();
    return engine.violations().all();
  }

  @Override
  public List<IdConflict<?>> idConflicts() {
    requireOpen.run();
    return engine.idConflicts();
  }

  @Override
  public void rekey(IdConflict<?> conflict, Object newId) {
    requireOpen.run();
    engine.rekey(conflict, newId);
  }

  @Override
  public @Nullable NetworkView network() {
    requireOpen.run();
    DocumentNetwork network = engine.stores().network();
    return network == null ? null : new UnitNetwork(network, requireOpen);
  }

  @Override
  public void addListener(NodeListener listener) {
    requireOpen.run();
    engine.announcer().addListener(listener);
  }

  @Override
  public void addConflictListener(ConflictListener listener) {
    requireOpen.run();
    engine.merging().addListener(listener);
  }

  private String address(String databaseName) {
    SortedMap<String, String> known = databases();
    String address = known.get(databaseName);
    if (address == null) {
      String nearest = NearestName.of(databaseName, known.keySet());
      throw new IllegalArgumentException(
          problem("Database is not known here")
              .at("name", databaseName)
              .advice(
                  nearest == null
                      ? "Name one of those that databases() lists"
                      : "Name " + nearest + ", the nearest one, or another that databases() lists")
              .toString());
    }
    return address;
  }

  @Override
  public void requireWritable() {
    requireOpen.run();
    engine.stores().requireWritable();
  }

  @Override
  public List<String> verify() {
    requireOpen.run();
    return engine.stores().verify();
  }
}
