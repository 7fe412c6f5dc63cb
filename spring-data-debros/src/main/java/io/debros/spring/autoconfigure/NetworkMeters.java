package io.debros.spring.autoconfigure;

import io.debros.jpa.network.ReplicationStatus.State;
import io.debros.spring.autoconfigure.NetworkLook.Replication;
import io.debros.store.NetworkStatistics;
import io.debros.store.NetworkStatistics.InOut;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/*
 * A database, or a reason, that is new gets its meters when another meter is read: so nothing has
 * to be done in between.
 */
/** The meters of a network in one registry, which knows this object only weakly. Thread-safe. */
final class NetworkMeters {
  private final NetworkLooks looks;
  private final MeterRegistry registry;
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final Set<String> misbehaviour = ConcurrentHashMap.newKeySet();
  private final Set<String> databases = ConcurrentHashMap.newKeySet();

  NetworkMeters(NetworkLooks looks, MeterRegistry registry) {
    this.looks = looks;
    this.registry = registry;
  }

  /** Makes them. */
  void register() {
    gauge("network.peers", "Peers that are connected", Tags.empty(), of(s -> s.peers()));
    Gauge.builder("debros.network.waiting", this, meters -> meters.fresh().statistics().waiting())
        .description("Bytes that are on connections, to be read, and names of their protocols")
        .baseUnit("bytes")
        .register(registry);
    bothWays("in", InOut::in);
    bothWays("out", InOut::out);
    for (State state : State.values()) {
      gauge(
          "replication.databases",
          "Open databases in this state",
          Tags.of("state", state.name()),
          look -> look.states().getOrDefault(state, 0L));
    }
    registerNew(looks.current());
  }

  private void bothWays(String direction, Function<InOut, Long> side) {
    Tags tags = Tags.of("direction", direction);
    gauge(
        "network.connections.open",
        "Connections that are open",
        tags,
        of(s -> side.apply(s.open())));
    counter(
        "network.connections",
        "Connections that were set up",
        tags,
        of(s -> side.apply(s.connections())));
    counter(
        "network.streams", "Streams that were agreed on", tags, of(s -> side.apply(s.streams())));
    FunctionCounter.builder(
            "debros.network.bytes", this, meters -> side.apply(meters.fresh().statistics().bytes()))
        .description("Bytes on the wire")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
  }

  private void registerNew(NetworkLook look) {
    look.statistics().refused().keySet().stream().filter(refusals::add).forEach(this::refusal);
    look.misbehaviour().keySet().stream().filter(misbehaviour::add).forEach(this::misbehaviour);
    look.databases().keySet().stream().filter(databases::add).forEach(this::database);
  }

  private void refusal(String reason) {
    counter(
        "network.refused",
        "Connections and streams that were not taken",
        Tags.of("reason", reason),
        of(s -> s.refused().getOrDefault(reason, 0L)));
  }

  private void misbehaviour(String reason) {
    counter(
        "network.misbehaviour",
        "What peers should not have done",
        Tags.of("reason", reason),
        look -> look.misbehaviour().getOrDefault(reason, 0L));
  }

  private void database(String name) {
    Tags tags = Tags.of("database", name);
    counter(
        "replication.joined", "Entries of others that joined", tags, of(name, Replication::joined));
    gauge(
        "replication.waiting",
        "Entries that wait for what they build on",
        tags,
        of(name, Replication::waiting));
    gauge(
        "replication.wanted",
        "Blocks that are known to be missing",
        tags,
        of(name, Replication::wanted));
    gauge(
        "replication.lacking",
        "Heads of peers that are not here",
        tags,
        of(name, Replication::lacking));
    gauge(
        "replication.asked", "Blocks that are being asked for", tags, of(name, Replication::asked));
    gauge("replication.missing", "Blocks that nobody gave", tags, of(name, Replication::missing));
    counter(
        "replication.refused", "Entries that were not taken", tags, of(name, Replication::refused));
  }

  private void gauge(
      String name, String description, Tags tags, ToDoubleFunction<NetworkLook> value) {
    Gauge.builder("debros." + name, this, meters -> value.applyAsDouble(meters.fresh()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<NetworkLook> value) {
    FunctionCounter.builder("debros." + name, this, meters -> value.applyAsDouble(meters.fresh()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private NetworkLook fresh() {
    NetworkLook look = looks.current();
    registerNew(look);
    return look;
  }

  private static ToDoubleFunction<NetworkLook> of(ToDoubleFunction<NetworkStatistics> number) {
    return look -> number.applyAsDouble(look.statistics());
  }

  private static ToDoubleFunction<NetworkLook> of(
      String database, ToDoubleFunction<Replication> number) {
    return look -> number.applyAsDouble(look.replication(database));
  }
}
