package io.debros.it.javascript;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A database that a {@link JsPeer} has open. Values are what JSON can say. Thread-safe. */
public final class JsDatabase {
  /** How long what is awaited may take to come. */
  public static final Duration LIMIT = Duration.ofSeconds(240);

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final JsPeer peer;
  private final String address;
  private final String type;

  JsDatabase(JsPeer peer, String address, String type) {
    this.peer = peer;
    this.address = address;
    this.type = type;
  }

  public String address() {
    return address;
  }

  /** As OrbitDB names it. */
  public String type() {
    return type;
  }

  /** Puts a value, or a document that gets the key as its {@code _id}; returns the entry's hash. */
  public String put(String key, Object value) {
    return call("put", Map.of("key", key, "value", value)).asString();
  }

  /** Adds an event; returns the entry's hash. */
  public String add(Object value) {
    return call("add", Map.of("value", value)).asString();
  }

  /**
   * Starts to put rows with keys {@code prefix-0}, {@code prefix-1} …, or to add as many events.
   *
   * @param length characters of text in each
   * @return completes when all are put, or fails after some minutes
   */
  public CompletableFuture<JsonNode> putMany(int count, String prefix, int length) {
    Map<String, Object> what = Map.of("count", count, "prefix", prefix, "length", length);
    return peer.send("putMany", with(what)).orTimeout(5, TimeUnit.MINUTES);
  }

  public void delete(String key) {
    call("del", Map.of("key", key));
  }

  /** The value, or the document; JSON's null if there is none. */
  public JsonNode get(String key) {
    return call("get", Map.of("key", key));
  }

  /** All rows as OrbitDB shows them, oldest first. */
  public JsonNode all() {
    return call("all", Map.of());
  }

  /** Lets an identity write; only with {@code orbitdb} access. */
  public void grant(String identity) {
    call("grant", Map.of("to", identity));
  }

  /** Takes back what was granted. */
  public void revoke(String identity) {
    call("revoke", Map.of("from", identity));
  }

  /** Hashes of all entries in the order of the log. */
  public List<String> values() {
    return JsPeer.texts(call("values", Map.of()));
  }

  public LogState state() {
    JsonNode state = call("state", Map.of());
    return new LogState(
        state.get("digest").asString(),
        state.get("count").asInt(),
        JsPeer.texts(state.get("heads")));
  }

  /** Microseconds that documents of others, put by {@code putMany}, took to be seen here. */
  public List<Long> takeLatencies() {
    return call("latencies", Map.of()).valueStream().map(JsonNode::asLong).toList();
  }

  /** Waits until so many connected peers have announced that they have it open. */
  public void awaitSubscribers(int atLeast) {
    await("subscribers", atLeast);
  }

  /**
   * Waits until so many connected peers have exchanged heads with this one. JavaScript forgets an
   * exchange in which a peer had several heads when they came in one piece.
   */
  public void awaitJoined(int atLeast) {
    await("joined", atLeast);
  }

  /** Waits until the identity is in the list of writers. */
  public void awaitWriter(String identity) {
    await("writer", identity);
  }

  /** Waits until the identity is not in the list of writers. */
  public void awaitStranger(String identity) {
    await("stranger", identity);
  }

  /** Waits until the log has so many entries. */
  public void awaitCount(int entries) {
    await("count", entries);
  }

  /** Waits until the log has exactly the entries of another. */
  public void awaitEntriesOf(LogState other) {
    await("digest", other.digest());
  }

  private void await(String what, Object wanted) {
    peer.call(
        "waitFor", with(Map.of(what, wanted, "seconds", LIMIT.toSeconds())), LIMIT.plus(GRACE));
  }

  public void close() {
    call("close", Map.of());
  }

  private JsonNode call(String command, Map<String, Object> rest) {
    return peer.call(command, with(rest));
  }

  private Map<String, Object> with(Map<String, Object> rest) {
    Map<String, Object> all = new HashMap<>(rest);
    all.put("db", address);
    return all;
  }
}
