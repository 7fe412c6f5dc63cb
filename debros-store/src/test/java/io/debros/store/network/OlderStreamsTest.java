package io.debros.store.network;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostListener;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.StreamOpener;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions for older entries between two hosts on loopback. */
class OlderStreamsTest {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MemoryStorage storage = new MemoryStorage();
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
  private final DocumentDatabase database =
      node.openDocuments("docs", DocumentOptions.defaults().withWrite(List.of("*")));
  private final DatabaseLog log = new DatabaseLog(database, new BlockStore(storage));
  private final Host server = host();
  private final Host client = host();

  @BeforeEach
  void connect() {
    for (int number = 0; number < 50; number++) {
      String id = "document " + number;
      database.put(CborMap.builder().put("_id", id).put("n", new CborInt(number)).build());
    }
    client.dial(server.addresses().get(0)).toCompletableFuture().join();
  }

  @AfterEach
  void end() {
    client.close();
    server.close();
    node.close();
  }

  @Test
  void question_aboutADatabaseThatIsOpen_isAnswered() throws Exception {
    serve();

    List<Cid> told = ask(database.address(), head(), 10);

    assertThat(told).isEqualTo(log.older(head(), 10)).hasSize(10);
  }

  @Test
  void question_aboutAnotherDatabaseOrEntry_isAnsweredWithNothing() throws Exception {
    serve();
    Cid unknown = Cid.ofDagCbor(new byte[] {1});

    assertThat(ask(new Address(unknown), head(), 10)).isEmpty();
    assertThat(ask(database.address(), unknown, 10)).isEmpty();
  }

  @Test
  void question_toAPeerThatDoesNotSpeakIt_comesToNothing() throws Exception {
    assertThat(ask(database.address(), head(), 10)).isEmpty();
  }

  @Test
  void questions_atOnce_areAnsweredAsFarAsTheyMay() {
    serve();
    List<CompletableFuture<List<Cid>>> answers =
        IntStream.range(0, 5 * OlderAnswers.MOST_OF_PEER)
            .mapToObj(each -> asking(database.address(), head(), 49))
            .toList();

    List<List<Cid>> told =
        answers.stream().map(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join()).toList();

    assertThat(told).allMatch(hashes -> hashes.isEmpty() || hashes.size() == 49);
    assertThat(told.stream().filter(hashes -> !hashes.isEmpty()).count())
        .isGreaterThanOrEqualTo(OlderAnswers.MOST_OF_PEER);
  }

  @Test
  void noQuestion_isABreach() {
    serve();
    AtomicReference<Problem> end = send(FrameReader.frame("no cbor".getBytes(UTF_8)));

    await().atMost(PATIENCE).until(() -> end.get() != null);
    await().atMost(PATIENCE).until(() -> !server.statistics().misbehaviour().isEmpty());
  }

  private void serve() {
    run(
        server,
        () ->
            OlderAnswers.serve(
                server, Runnable::run, address -> address.equals(database.address()) ? log : null));
  }

  private Cid head() {
    return database.heads().stream().map(Entry::hash).findFirst().orElseThrow();
  }

  private List<Cid> ask(Address address, Cid below, int most) throws Exception {
    return asking(address, below, most).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<List<Cid>> asking(Address address, Cid below, int most) {
    CompletableFuture<List<Cid>> answer = new CompletableFuture<>();
    OlderMessages.Question question = new OlderMessages.Question(address, below, most);
    client.execute(() -> new OlderQuestions(client).ask(server.id(), question, answer::complete));
    return answer;
  }

  /** Why the stream ended. */
  private AtomicReference<Problem> send(byte[] bytes) {
    AtomicReference<Problem> end = new AtomicReference<>();
    client.execute(
        () -> client.open(server.id(), List.of(OlderMessages.PROTOCOL), new Sender(bytes, end)));
    return end;
  }

  private static void run(Host host, Runnable task) {
    CompletableFuture.runAsync(task, host::execute).join();
  }

  private static Host host() {
    return Host.start(
        HostSettings.defaults().withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))),
        PrivateKey.generate(SECRETS),
        new HostListener() {
          @Override
          public void connected(PeerId peer) {}

          @Override
          public void identified(PeerId peer, Set<String> protocols) {}

          @Override
          public void disconnected(PeerId peer) {}
        });
  }

  /** Writes some bytes. */
  private record Sender(byte[] bytes, AtomicReference<Problem> end)
      implements StreamOpener, StreamHandler {
    @Override
    public StreamHandler opened(HostStream stream) {
      stream.write(ByteBuffer.wrap(bytes));
      return this;
    }

    @Override
    public void failed(@Nullable Problem why) {
      closed(why);
    }

    @Override
    public void readable() {}

    @Override
    public void writable() {}

    @Override
    public void closed(@Nullable Problem why) {
      end.set(why == null ? problem("Stream ended") : why);
    }
  }
}
