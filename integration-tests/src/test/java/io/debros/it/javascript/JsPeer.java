package io.debros.it.javascript;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JavaScript peer with a network: a process of Node that runs {@code net-peer.mjs} and does what
 * it is told. It listens on loopback and dials nobody unless told. No call waits for ever: after
 * its limit it fails with what the peer printed. Closing ends the process. Thread-safe.
 */
public final class JsPeer implements AutoCloseable {
  /** How long a command may take. */
  public static final Duration LIMIT = Duration.ofSeconds(120);

  /** The setting that names a file of certificates, in PEM, which the peer believes as well. */
  public static final String TRUSTED = "trusted";

  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final int SHOWN_CHARACTERS = 4_000;
  private static final long READY = 0;

  private final JsonMapper json = JsonMapper.shared();
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Path printed;
  private final Process process;
  private final Writer input;
  private final JsonNode info;
  private volatile boolean ended;
  private long lastId = READY;

  private JsPeer(Path printed, Process process) {
    this.printed = printed;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    CompletableFuture<JsonNode> ready = expect(READY);
    Thread reader = new Thread(this::readAnswers, "answers of " + printed.getParent());
    reader.setDaemon(true);
    reader.start();
    this.info = get(ready, LIMIT);
  }

  /** Starts a peer that keeps everything in the directory, or goes on with what is there. */
  public static JsPeer start(JsStack stack, Path directory) {
    return start(stack, directory, Map.of());
  }

  /**
   * The same with settings of {@code net-peer.mjs}: {@code id}, {@code listen}, and so on; and with
   * {@link #TRUSTED}.
   */
  public static JsPeer start(JsStack stack, Path directory, Map<String, Object> settings) {
    Path script = JsStack.S6.directory().resolve("net-peer.mjs");
    Path printed = directory.resolve("printed.log");
    try {
      Files.createDirectories(directory);
      ProcessBuilder builder =
          new ProcessBuilder(
                  JsStack.node().toString(),
                  "--expose-gc",
                  script.toString(),
                  directory.toAbsolutePath().toString(),
                  JsonMapper.shared().writeValueAsString(settings))
              .directory(stack.directory().toFile())
              .redirectError(Redirect.appendTo(printed.toFile()));
      if (settings.get(TRUSTED) instanceof String file) {
        builder.environment().put("NODE_EXTRA_CA_CERTS", file);
      }
      Process process = builder.start();
      try {
        return new JsPeer(printed, process);
      } catch (Throwable e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In base58. */
  public String peerId() {
    return info.get("peerId").asString();
  }

  /** Where it listens; ends in {@code /p2p/} and its id. */
  public String address() {
    return info.get("addresses").get(0).asString();
  }

  /** What access lists hold. */
  public String identity() {
    return info.get("identity").asString();
  }

  /** Connects to a multiaddr and returns the peer there. */
  public String dial(String multiaddr) {
    return call("dial", Map.of("address", multiaddr)).asString();
  }

  /** Closes all connections to a peer. */
  public void hangUp(String peerId) {
    call("hangUp", Map.of("peer", peerId));
  }

  /** Those connected now. */
  public List<String> peers() {
    return texts(call("peers", Map.of()));
  }

  /** Those that answered when this peer asked by multicast, connected or not. */
  public List<String> discovered() {
    return texts(call("discovered", Map.of()));
  }

  /**
   * Creates a database.
   *
   * @param type as OrbitDB names it: {@code documents}, {@code keyvalue} or {@code events}
   * @param access {@code ipfs}, where everybody may write, or {@code orbitdb}, where this peer may
   *     write and grant
   */
  public JsDatabase create(String name, String type, String access) {
    return opened(Map.of("name", name, "type", type, "access", access));
  }

  /** Opens a database; its manifest is here already or comes from a connected peer. */
  public JsDatabase open(String address) {
    return opened(Map.of("address", address));
  }

  private JsDatabase opened(Map<String, Object> what) {
    JsonNode opened = call("open", what);
    return new JsDatabase(this, opened.get("address").asString(), opened.get("type").asString());
  }

  /**
   * All that went wrong so far: 'error' events, joins that failed, and what was caught nowhere. A
   * command that fails does so at its caller, and is not among them.
   */
  public List<String> errors() {
    return texts(call("errors", Map.of()));
  }

  /** Of the process, in bytes, after garbage collection. */
  public long residentBytes() {
    return call("memory", Map.of()).get("rss").asLong();
  }

  JsonNode call(String command, Map<String, ?> rest) {
    return get(send(command, rest), LIMIT);
  }

  JsonNode call(String command, Map<String, ?> rest, Duration limit) {
    return get(send(command, rest), limit);
  }

  synchronized CompletableFuture<JsonNode> send(String command, Map<String, ?> rest) {
    long id = ++lastId;
    Map<String, Object> line = new HashMap<>(rest);
    line.put("id", id);
    line.put("do", command);
    CompletableFuture<JsonNode> answer = expect(id);
    try {
      input.write(json.writeValueAsString(line) + "\n");
      input.flush();
    } catch (IOException e) {
      answer.completeExceptionally(hasEnded());
    }
    return answer;
  }

  /** The answer, or an error that says what the peer printed. */
  JsonNode get(CompletableFuture<JsonNode> answer, Duration limit) {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (Exception e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException("%s. It printed:%n%s".formatted(cause, printed()), cause);
    }
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  /** Ends the process at once, as {@code kill -9} does. */
  public void kill() {
    process.toHandle().destroyForcibly(); // that of the process itself would close its pipe
    process.onExit().orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Stops it as an application would: connections are closed, then the process. */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    try {
      get(send("stop", Map.of()), STOP_LIMIT);
      process.onExit().orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    } finally {
      process.destroyForcibly();
    }
  }

  private CompletableFuture<JsonNode> expect(long id) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    if (ended) {
      answer.completeExceptionally(hasEnded());
    }
    return answer;
  }

  private void readAnswers() {
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        take(json.readTree(line));
      }
    } catch (IOException | RuntimeException e) {
      waiting.values().forEach(answer -> answer.completeExceptionally(e));
    } finally {
      ended = true;
      waiting.values().forEach(answer -> answer.completeExceptionally(hasEnded()));
    }
  }

  private void take(JsonNode line) {
    CompletableFuture<JsonNode> answer = waiting.remove(line.get("id").asLong());
    if (line.has("error")) {
      answer.completeExceptionally(new IllegalStateException(line.get("error").asString()));
    } else {
      answer.complete(line.get("value"));
    }
  }

  private static IllegalStateException hasEnded() {
    return new IllegalStateException("The JavaScript peer has ended");
  }

  private String printed() {
    try {
      String text = Files.readString(printed);
      return text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
