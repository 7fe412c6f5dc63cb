package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;
import static io.debros.store.libp2p.host.TestHost.eventually;
import static io.debros.store.libp2p.host.TestHost.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.yamux.YamuxSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams between two hosts over the loopback interface. */
class HostStreamTest {
  private static final String ECHO = "/test/echo";
  private static final int MANY = 1_000;

  private TestHost one;
  private TestHost two;

  @BeforeEach
  void connect() {
    HostLimits limits = Limits.streamsOfProtocol(2 * MANY);
    one = TestHost.start(limits);
    two = TestHost.start(limits);
    two.handle(ECHO, Echo::new);
    one.connect(two);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void open_peerSpeaksProtocol_bytesComeBackAndBothEndsClose() {
    TestStream stream = one.open(two, ECHO);
    HostStream opened = get(stream.opened);

    one.run(() -> stream.sendAndEnd(new byte[] {1, 2, 3}));

    assertThat(get(stream.received)).containsExactly(1, 2, 3);
    assertThat(get(stream.closed)).isEmpty();
    assertThat(opened.protocol()).isEqualTo(ECHO);
    assertThat(opened.peer()).isEqualTo(two.id());
    assertThat(opened.isInbound()).isFalse();
  }

  @Test
  void open_peerSpeaksSecondProtocolOnly_agreesOnThat() {
    TestStream stream = one.open(two, "/test/unknown", ECHO);

    assertThat(get(stream.opened).protocol()).isEqualTo(ECHO);
  }

  @Test
  void open_unknownProtocol_failsWithoutProblemAndConnectionStays() {
    TestStream refused = one.open(two, "/test/unknown");

    assertThat(get(refused.failed)).isEmpty();
    assertThat(get(one.open(two, ECHO).opened).protocol()).isEqualTo(ECHO);
  }

  @Test
  void open_notConnected_failsAndSaysWhy() {
    try (TestHost stranger = TestHost.start()) {
      TestStream stream = one.open(stranger, ECHO);

      assertThat(get(stream.failed).map(Problem::sentence)).contains("Peer is not connected");
    }
  }

  @Test
  void unhandle_afterwards_protocolIsRefused() {
    two.run(() -> two.host().unhandle(ECHO));

    assertThat(get(one.open(two, ECHO).failed)).isEmpty();
  }

  @Test
  void closeWrite_oneSide_otherSideGoesOn() {
    TestStream taken = new TestStream();
    two.handle("/test/talk", taken::take);
    TestStream stream = one.open(two, "/test/talk");
    get(stream.opened);

    one.run(stream::end);
    assertThat(get(taken.received)).isEmpty();
    two.run(() -> taken.sendAndEnd(new byte[] {7}));

    assertThat(get(stream.received)).containsExactly(7);
    assertThat(get(stream.closed)).isEmpty();
    assertThat(get(taken.closed)).isEmpty();
  }

  @Test
  void accept_endsAtOnce_openerIsToldOfTheEnd() {
    two.handle(
        "/test/short",
        stream -> {
          stream.closeWrite();
          return new TestStream().take(stream);
        });

    TestStream stream = one.open(two, "/test/short");

    assertThat(get(stream.received)).isEmpty();
  }

  @Test
  void write_moreThanPeerReads_holdsTheWriterUntilItReads() {
    byte[] data = randomBytes(20 << 20);
    TestStream slow = new TestStream().hold();
    two.handle("/test/slow", slow::take);
    TestStream stream = one.open(two, "/test/slow");
    get(stream.opened);

    one.run(() -> stream.sendAndEnd(data));
    eventually("the window is full", () -> one.on(() -> get(stream.opened).sendWindow()) == 0);
    assertThat(stream.taken.get()).isLessThanOrEqualTo(YamuxSettings.defaults().receiveWindow());
    two.run(slow::release);

    assertThat(Arrays.equals(get(slow.received), data)).isTrue();
  }

  @Test
  void echo_largeTransferBothWays_allComesBack() {
    byte[] data = randomBytes(16 << 20);
    TestStream stream = one.open(two, ECHO);
    get(stream.opened);

    one.run(() -> stream.sendAndEnd(data));

    assertThat(Arrays.equals(get(stream.received), data)).isTrue();
  }

  @Test
  void writeWhole_frameLargerThanTheWindow_isTakenWhenTheWindowHasGrown() {
    byte[] frame = randomBytes(300 << 10);
    TestStream taken = new TestStream();
    two.handle("/test/heads", taken::take);
    List<Boolean> attempts = new ArrayList<>();
    WholeWriter writer = new WholeWriter(frame, attempts);

    one.run(() -> one.host().open(two.id(), List.of("/test/heads"), writer));

    assertThat(get(taken.received)).isEqualTo(frame);
    assertThat(attempts).endsWith(true);
  }

  @Test
  void open_thousandStreamsAtOnce_eachHasItsOwnBytes() {
    List<TestStream> streams = new ArrayList<>();
    for (int index = 0; index < MANY; index++) {
      streams.add(one.open(two, ECHO));
    }

    for (int index = 0; index < MANY; index++) {
      TestStream stream = streams.get(index);
      byte[] data = {(byte) index, (byte) (index >> 8)};
      get(stream.opened);
      one.run(() -> stream.sendAndEnd(data));
    }

    for (int index = 0; index < MANY; index++) {
      assertThat(get(streams.get(index).received))
          .containsExactly((byte) index, (byte) (index >> 8));
      assertThat(get(streams.get(index).closed)).isEmpty();
    }
    assertThat(two.host().statistics().streamsIn()).isGreaterThanOrEqualTo(MANY);
    assertThat(one.host().statistics().streamsOut()).isGreaterThanOrEqualTo(MANY);
  }

  @Test
  void reset_byOpener_bothAreToldWhy() {
    TestStream taken = new TestStream();
    two.handle("/test/talk", taken::take);
    TestStream stream = one.open(two, "/test/talk");
    get(stream.opened);
    get(taken.opened);

    one.run(() -> get(stream.opened).reset());

    assertThat(get(stream.closed).map(Problem::sentence)).contains("Stream was reset by this node");
    assertThat(get(taken.closed).map(Problem::sentence)).contains("Peer has reset a stream");
    assertThat(one.isConnected(two)).isTrue();
  }

  @Test
  void write_afterTheStreamWasClosed_takesNothing() {
    TestStream stream = one.open(two, ECHO);
    HostStream opened = get(stream.opened);
    one.run(opened::reset);
    get(stream.closed);

    assertThat(one.on(() -> opened.writeWhole(new byte[1]))).isFalse();
    assertThat(one.on(opened::read)).isEmpty();
  }

  @Test
  void handler_bug_resetsTheStreamOnly() {
    two.handle("/test/bug", stream -> new Failing(new IllegalStateException("bug")));
    TestStream stream = one.open(two, "/test/bug");
    get(stream.opened);

    one.run(() -> stream.send(new byte[1]));

    assertThat(get(stream.closed)).isPresent();
    assertThat(one.isConnected(two)).isTrue();
    assertThat(two.host().statistics().misbehaviour()).isEmpty();
  }

  @Test
  void handler_breachOfPeer_isCountedAndEndsTheConnection() {
    Problem breach = problem("Peer sends nonsense");
    two.handle(
        "/test/strict", stream -> new Failing(new BadPeerException(breach, Fault.MALFORMED)));
    TestStream stream = one.open(two, "/test/strict");
    get(stream.opened);

    one.run(() -> stream.send(new byte[1]));

    assertThat(get(stream.closed)).isPresent();
    eventually("the connection ends", () -> !two.isConnected(one));
    assertThat(two.host().statistics().misbehaviour()).containsEntry(breach.sentence(), 1L);
  }

  @Test
  void close_whileStreamsAreBusy_everybodyIsToldOnce() {
    TestStream slow = new TestStream().hold();
    two.handle("/test/slow", slow::take);
    TestStream stream = one.open(two, "/test/slow");
    get(stream.opened);
    one.run(() -> stream.sendAndEnd(randomBytes(4 << 20)));
    get(slow.opened);

    one.close();
    one.close();

    assertThat(get(slow.closed).map(Problem::sentence)).isPresent();
    assertThat(get(stream.closed).map(Problem::sentence)).contains("Host is closed");
    assertThat(one.events).contains("disconnected " + two.id());
    eventually("the other side is told", () -> two.events.contains("disconnected " + one.id()));
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  /** Throws when something comes. */
  private record Failing(RuntimeException failure) implements StreamHandler {
    @Override
    public void readable() {
      throw failure;
    }

    @Override
    public void writable() {}

    @Override
    public void closed(@Nullable Problem why) {}
  }

  /** Writes one frame as a whole, when that is possible, and ends. */
  private static final class WholeWriter implements StreamOpener, StreamHandler {
    private final byte[] frame;
    private final List<Boolean> attempts;
    private Optional<HostStream> stream = Optional.empty();

    WholeWriter(byte[] frame, List<Boolean> attempts) {
      this.frame = frame;
      this.attempts = attempts;
    }

    @Override
    public StreamHandler opened(HostStream given) {
      stream = Optional.of(given);
      writable();
      return this;
    }

    @Override
    public void failed(@Nullable Problem why) {
      throw new AssertionError(why);
    }

    @Override
    public void readable() {}

    @Override
    public void writable() {
      boolean isTaken = stream.orElseThrow().writeWhole(frame);
      attempts.add(isTaken);
      if (isTaken) {
        stream.orElseThrow().closeWrite();
      }
    }

    @Override
    public void closed(@Nullable Problem why) {}
  }
}
