package io.debros.store.network;

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
import io.debros.store.libp2p.host.Refusal;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.StreamOpener;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.network.OlderMessages.Question;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.ReplicatedLog;
import io.debros.store.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
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
  void questions_moreAtOnceThanMayBe_areRefusedAndCountedAndLaterOnesAreAnswered() {
    serve(OlderAnswers.PER_SECOND);
    List<Sender> senders = send(new byte[0], OlderAnswers.MOST_OF_PEER + 5);

    await().atMost(PATIENCE).until(() -> refused() == 5);
    await().atMost(PATIENCE).until(() -> senders.stream().allMatch(Sender::hasBegun));
    client.execute(() -> senders.forEach(Sender::reset));

    await().atMost(PATIENCE).until(() -> ask(database.address(), head(), 10).size() == 10);
    assertThat(server.statistics().misbehaviour()).isEmpty();
  }

  @Test
  void questions_moreOftenThanMayBe_areRefusedAndCounted() {
    serve(1);
    byte[] question = new Question(database.address(), head(), 49).encode();

    List<Sender> senders = send(FrameReader.frame(question), OlderAnswers.MOST_OF_PEER);

    await().atMost(PATIENCE).until(() -> senders.stream().allMatch(Sender::isOver));
    assertThat(refused()).isPositive();
    assertThat(senders.stream().filter(Sender::isAnswered).count())
        .isGreaterThanOrEqualTo(2)
        .isEqualTo(senders.size() - refused());
    assertThat(server.statistics().misbehaviour()).isEmpty();
  }

  @Test
  void questions_asOftenAsThisSideCan_areAllAnswered() {
    serve();
    OlderQuestions questions = new OlderQuestions(client);
    List<List<Cid>> told = new CopyOnWriteArrayList<>();
    int enough = 3 * OlderAnswers.PER_SECOND;

    client.execute(() -> askAgainAndAgain(questions, told, enough));

    await().atMost(PATIENCE).until(() -> told.size() == enough);
    assertThat(told).allSatisfy(hashes -> assertThat(hashes).hasSize(49));
    assertThat(refused()).isZero();
  }

  @Test
  void noQuestion_isABreach() {
    serve();

    Sender sender = send(FrameReader.frame("no cbor".getBytes(UTF_8)), 1).get(0);

    await().atMost(PATIENCE).until(sender::isOver);
    await().atMost(PATIENCE).until(() -> !server.statistics().misbehaviour().isEmpty());
  }

  private void serve() {
    serve(OlderAnswers.PER_SECOND);
  }

  private void serve(int perSecond) {
    Function<Address, @Nullable ReplicatedLog> logs =
        address -> address.equals(database.address()) ? log : null;
    run(server, () -> OlderAnswers.serve(server, Runnable::run, logs, perSecond));
  }

  private Cid head() {
    return database.heads().stream().map(Entry::hash).findFirst().orElseThrow();
  }

  private long refused() {
    return server.statistics().refused(Refusal.QUESTIONS);
  }

  private List<Cid> ask(Address address, Cid below, int most) throws Exception {
    CompletableFuture<List<Cid>> answer = new CompletableFuture<>();
    Question question = new Question(address, below, most);
    client.execute(() -> new OlderQuestions(client).ask(server.id(), question, answer::complete));
    return answer.get(60, TimeUnit.SECONDS);
  }

  private void askAgainAndAgain(OlderQuestions questions, List<List<Cid>> told, int times) {
    Question question = new Question(database.address(), head(), 49);
    questions.ask(
        server.id(),
        question,
        hashes -> {
          told.add(hashes);
          if (told.size() < times) {
            askAgainAndAgain(questions, told, times);
          }
        });
  }

  /** On so many streams at once. */
  private List<Sender> send(byte[] bytes, int streams) {
    List<Sender> senders = Stream.generate(() -> new Sender(bytes)).limit(streams).toList();
    List<String> protocols = List.of(OlderMessages.PROTOCOL);
    client.execute(() -> senders.forEach(each -> client.open(server.id(), protocols, each)));
    return senders;
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

  /** Writes some bytes, and looks whether anything comes back. */
  private static final class Sender implements StreamOpener, StreamHandler {
    private final byte[] bytes;
    private volatile @Nullable HostStream stream;
    private volatile boolean isAnswered;
    private volatile boolean isOver;

    Sender(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean isAnswered() {
      return isAnswered;
    }

    boolean isOver() {
      return isOver;
    }

    boolean hasBegun() {
      return stream != null || isOver;
    }

    void reset() {
      HostStream open = stream;
      if (open != null) {
        open.reset();
      }
    }

    @Override
    public StreamHandler opened(HostStream opened) {
      stream = opened;
      opened.write(ByteBuffer.wrap(bytes));
      if (bytes.length > 0) {
        opened.closeWrite();
      }
      return this;
    }

    @Override
    public void failed(@Nullable Problem why) {
      isOver = true;
    }

    @Override
    public void readable() {
      isAnswered |= Objects.requireNonNull(stream).read().length > 0;
    }

    @Override
    public void writable() {}

    @Override
    public void closed(@Nullable Problem why) {
      isOver = true;
    }
  }
}
