package io.debros.store.libp2p.yamux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamuxSessionTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int WINDOW = YamuxSettings.INITIAL_WINDOW;
  private static final YamuxSettings PLAIN =
      new YamuxSettings(WINDOW, 1000, 1000, 256, 1 << 20, 16 << 20);
  private static final long SECOND = 1_000_000_000L;

  private YamuxSession session = YamuxSession.dialer(PLAIN, 0);

  @Test
  void vectors_everyHeader_isWrittenAndReadLikeThat() {
    Map<String, Frame> frames =
        Map.of(
            "synWindowUpdateStream1", Frame.of(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0),
            "ackWindowUpdateStream1Delta36", Frame.of(Frame.WINDOW_UPDATE, Frame.ACK, 1, 36),
            "data5Stream3", Frame.of(Frame.DATA, 0, 3, 5),
            "finStream2", Frame.of(Frame.WINDOW_UPDATE, Frame.FIN, 2, 0),
            "rstStream2", Frame.of(Frame.WINDOW_UPDATE, Frame.RST, 2, 0),
            "pingSyn7", Frame.of(Frame.PING, Frame.SYN, 0, 7),
            "pingAck7", Frame.of(Frame.PING, Frame.ACK, 0, 7),
            "goAwayNormal", Frame.of(Frame.GO_AWAY, 0, 0, 0),
            "goAwayProtocolError", Frame.of(Frame.GO_AWAY, 0, 0, 1),
            "windowUpdate262164Stream4", Frame.of(Frame.WINDOW_UPDATE, 0, 4, 262_164));

    var vectors = Libp2pVectors.load("yamux");

    assertThat(vectors.propertyNames()).containsExactlyInAnyOrderElementsOf(frames.keySet());
    frames.forEach(
        (name, frame) -> {
          byte[] bytes = HEX.parseHex(vectors.path(name).asString());
          assertThat(frame.bytes()).as(name).isEqualTo(bytes);
          assertThat(Frame.read(ByteBuffer.wrap(bytes))).as(name).isEqualTo(frame);
        });
  }

  @Test
  void open_writeClose_sendsTheFramesOfTheTrace() {
    YamuxStream stream = session.open();
    stream.write(text("hello"));
    stream.closeWrite();
    stream.closeWrite();

    assertThat(sent())
        .containsExactly(
            "000100010000000100000000",
            "000000000000000100000005" + HEX.formatHex("hello".getBytes(UTF_8)),
            "000100040000000100000000");
    assertThat(stream.isWriteClosed()).isTrue();
    assertThat(stream.isFinished()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> stream.write(text("more")));
    assertThatIllegalStateException().isThrownBy(() -> stream.writeWhole(new byte[1]));
  }

  @Test
  void inboundStream_isAcknowledgedAtOnce_readAndEnded() {
    receive("000100010000000200000000");
    receive("000000000000000200000003" + "616263");
    receive("000100040000000200000000");

    YamuxStream stream = opened();
    assertThat(sent()).containsExactly("000100020000000200000000");
    assertThat(events())
        .containsExactly(new YamuxEvent.Arrived(stream), new YamuxEvent.Ended(stream));
    assertThat(stream.unreadBytes()).isEqualTo(3);
    assertThat(stream.read()).asString().isEqualTo("abc");
    assertThat(stream.read()).isEmpty();
    assertThat(stream.isInbound() && stream.isReadClosed()).isTrue();
    stream.closeWrite();
    assertThat(stream.isFinished()).isTrue();
    assertThat(session.streams()).isEmpty();
  }

  @Test
  void inboundStream_openedByDataWithEverything_isFinishedInOneFrame() {
    receive("000000050000000200000003" + "616263");

    YamuxStream stream = opened();
    assertThat(stream.read()).asString().isEqualTo("abc");
    assertThat(stream.isReadClosed()).isTrue();
  }

  @Test
  void largerWindow_isGrantedWhenAStreamIsOpened() {
    session = YamuxSession.dialer(YamuxSettings.defaults(), 0);

    session.open();
    receive("000100010000000200000000");

    assertThat(sent()).containsExactly("0001000100000001000c0000", "0001000200000002000c0000");
  }

  @Test
  void trap4_sendWindow_isNeverExceededAndGrowsWithEachUpdate() {
    YamuxStream stream = session.open();
    ByteBuffer data = ByteBuffer.allocate(WINDOW + 100);

    int taken = stream.write(data);

    assertThat(taken).isEqualTo(WINDOW);
    assertThat(stream.write(data)).isZero();
    assertThat(dataBytes(sent())).isEqualTo(WINDOW);
    receive("000100020000000100000024");
    assertThat(events()).containsExactly(new YamuxEvent.Writable(stream));
    assertThat(stream.sendWindow()).isEqualTo(36);
    assertThat(stream.write(data)).isEqualTo(36);
    receive("0001000000000001ffffffff");
    receive("0001000000000001ffffffff");
    assertThat(stream.sendWindow()).isEqualTo(2 * 0xffff_ffffL);
    assertThat(stream.write(data)).isEqualTo(64);
    assertThat(events()).containsExactly(new YamuxEvent.Writable(stream));
  }

  @Test
  void write_longData_isCutIntoFramesOfOneNoiseFrameEach() {
    YamuxStream stream = session.open();

    stream.write(ByteBuffer.allocate(150_000));

    assertThat(sent().stream().skip(1).map(frame -> frame.length() / 2 - 12))
        .containsExactly(65_507, 65_507, 18_986);
  }

  @Test
  void trap2_writeWhole_isOneFrameOrNothing() {
    YamuxStream stream = session.open();
    byte[] head = new byte[200_000];

    assertThat(stream.writeWhole(head)).isTrue();
    assertThat(stream.writeWhole(head)).isFalse();
    assertThat(stream.sendWindow()).isEqualTo(WINDOW - 200_000);
    receive("000100020000000100021a7f");
    assertThat(events()).containsExactly(new YamuxEvent.Writable(stream));
    assertThat(stream.sendWindow()).isEqualTo(199_999);
    assertThat(stream.writeWhole(head)).isFalse();
    receive("000100000000000100000001");
    assertThat(events()).containsExactly(new YamuxEvent.Writable(stream));
    assertThat(stream.writeWhole(head)).isTrue();

    assertThat(sent().stream().skip(1).map(String::length))
        .containsExactly(2 * 200_012, 2 * 200_012);
  }

  @Test
  void write_queueFull_takesNoMoreUntilHalfOfItIsSent() {
    session = YamuxSession.dialer(new YamuxSettings(WINDOW, 9, 9, 9, 100_000, WINDOW), 0);
    YamuxStream stream = session.open();
    YamuxStream other = session.open();
    ByteBuffer data = ByteBuffer.allocate(WINDOW);

    assertThat(stream.write(data)).isEqualTo(2 * 65_507);
    assertThat(other.write(ByteBuffer.allocate(1))).isZero();
    assertThat(session.pollOutput()).hasSize(24);
    assertThat(session.pollOutput()).hasSize(65_519);
    assertThat(session.pollEvent()).isNull();
    assertThat(session.pollOutput()).hasSize(65_519);

    assertThat(events())
        .containsExactly(new YamuxEvent.Writable(stream), new YamuxEvent.Writable(other));
    assertThat(session.hasOutput()).isFalse();
    assertThat(stream.write(data)).isEqualTo(2 * 65_507);
  }

  @Test
  void write_queueHasRoomAgain_wakesNobodyWhoCouldNotWrite() {
    session = YamuxSession.dialer(new YamuxSettings(WINDOW, 9, 9, 9, 300_000, WINDOW), 0);
    YamuxStream blocked = session.open();
    YamuxStream dead = session.open();
    YamuxStream ended = session.open();
    blocked.write(ByteBuffer.allocate(WINDOW + 1));
    dead.write(ByteBuffer.allocate(WINDOW));
    for (YamuxStream stream : List.of(dead, ended)) {
      assertThat(stream.write(ByteBuffer.allocate(65_508))).isLessThan(65_508);
    }
    receive("000100080000000300000000");
    ended.closeWrite();
    sent();

    assertThat(events()).containsExactly(new YamuxEvent.Reset(dead, YamuxEvent.Cause.PEER));
    assertThat(blocked.sendWindow()).isZero();
  }

  @Test
  void trap4_overrunOfOurWindow_isAProtocolErrorBeforeAnyByteIsTaken() {
    receive("000100010000000200000000");
    YamuxStream stream = opened();
    receive("000000000000000200040000" + "00".repeat(WINDOW));
    sent();

    assertRefused("000000000000000200000001", "window of a stream", Fault.PROTOCOL);
    assertThat(stream.unreadBytes()).isEqualTo(WINDOW);
  }

  @Test
  void lyingLength_fourGigabytes_isRefusedAtItsHeader() {
    receive("000100010000000200000000");

    assertRefused("0000000000000002ffffffff", "window of a stream", Fault.PROTOCOL);
  }

  @Test
  void lyingLength_onAnUnknownStream_isRefusedToo() {
    assertRefused("0000000000000005ffffffff", "window of a stream", Fault.PROTOCOL);
  }

  @Test
  void read_halfAWindow_grantsItAgain() {
    receive("000100010000000200000000");
    YamuxStream stream = opened();
    sent();
    receive("000000000000000200020000" + "00".repeat(WINDOW / 2 - 1));
    assertThat(stream.read()).hasSize(WINDOW / 2 - 1);
    assertThat(sent()).isEmpty();
    receive("00");

    assertThat(stream.read()).hasSize(1);

    assertThat(sent()).containsExactly("000100000000000200020000");
    receive("000000000000000200040000" + "00".repeat(WINDOW));
    assertThat(stream.read()).hasSize(WINDOW);
  }

  @Test
  void notReading_isBackpressure_grantsNothing() {
    receive("000100010000000200000000");
    sent();
    receive("000000000000000200040000" + "00".repeat(WINDOW));

    assertThat(sent()).isEmpty();
    assertThat(session.unreadBytes()).isEqualTo(WINDOW);
  }

  @Test
  void read_afterTheEnd_grantsNothing() {
    receive("000100010000000200000000");
    receive("000000040000000200040000" + "00".repeat(WINDOW));
    sent();

    assertThat(opened().read()).hasSize(WINDOW);
    assertThat(sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "010000000000000100000000, another version",
    "000400000000000100000000, unknown type",
    "000000000000000000000005, names none",
    "000100010000000000000000, names none",
    "000200010000000100000000, ping names a stream",
    "000300000000000100000000, go-away names a stream",
    "000100010000000100000000, not for the peer to give",
    "000100010000000300000000, not for the peer to give",
    "000200020000000000000000, not asked for",
    "000200000000000000000000, not asked for"
  })
  void receive_brokenRule_isRefusedWithAGoAway(String frame, String sentence) {
    assertRefused(frame, sentence, Fault.PROTOCOL);
  }

  @Test
  void trap4_parity_listenerOpensEvenAndTakesOdd() {
    session = YamuxSession.listener(PLAIN, 0);
    assertThat(session.open().id()).isEqualTo(2);
    assertThat(session.open().id()).isEqualTo(4);
    receive("000100010000000100000000");
    assertThat(opened().id()).isEqualTo(1);

    assertRefused("000100010000000600000000", "not for the peer", Fault.PROTOCOL);
  }

  @Test
  void receive_streamOpenedTwice_isRefused() {
    receive("000100010000000200000000");

    assertRefused("000100010000000200000000", "opened twice", Fault.PROTOCOL);
  }

  @Test
  void receive_dataAfterTheEnd_isRefused() {
    receive("000100010000000200000000" + "000100040000000200000000");

    assertRefused("000000000000000200000001", "that it has ended", Fault.PROTOCOL);
  }

  @Test
  void receive_framesOfUnknownStreams_areIgnored() {
    receive("000000000000000200000003" + "616263");
    receive("000100000000000300000005" + "000100080000000400000000" + "000100040000000600000000");

    assertThat(events()).isEmpty();
    assertThat(sent()).isEmpty();
    receive("000200010000000000000007");
    assertThat(sent()).containsExactly("000200020000000000000007");
  }

  @Test
  void reset_byThePeer_killsBothDirectionsAndWhatWasUnread() {
    YamuxStream stream = session.open();
    receive("000000020000000100000003" + "616263");
    stream.write(text("never sent"));
    receive("000100080000000100000000");

    assertThat(events())
        .containsExactly(
            new YamuxEvent.Arrived(stream), new YamuxEvent.Reset(stream, YamuxEvent.Cause.PEER));
    assertThat(stream.isReset() && stream.isFinished()).isTrue();
    assertThat(stream.read()).isEmpty();
    assertThat(session.unreadBytes()).isZero();
    assertThat(sent()).containsExactly("000100010000000100000000");
    stream.closeWrite();
    stream.reset();
    assertThat(sent()).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> stream.write(text("x")));
  }

  @Test
  void reset_byUs_dropsWhatIsNotSentAndWhatStillComes() {
    receive("000100010000000200000000");
    YamuxStream stream = opened();
    stream.write(text("not sent"));
    receive("000000000000000200000004" + "6162");

    stream.reset();
    receive("6364" + "000000000000000200000001" + "65" + "000100040000000200000000");

    assertThat(sent()).containsExactly("000100020000000200000000", "000100080000000200000000");
    assertThat(session.hasOutput()).isFalse();
    assertThat(stream.unreadBytes()).isZero();
    assertThat(events()).containsExactly(new YamuxEvent.Arrived(stream));
    assertThat(session.streams()).isEmpty();
  }

  @Test
  void inboundStreams_overTheLimit_areResetAndTheOthersLive() {
    session = YamuxSession.dialer(new YamuxSettings(WINDOW, 2, 9, 9, 9, WINDOW), 0);
    receive("000100010000000200000000" + "000100010000000400000000" + "000100010000000600000000");
    YamuxStream first = opened();

    assertThat(sent())
        .containsExactly(
            "000100020000000200000000", "000100020000000400000000", "000100080000000600000000");
    assertThat(session.streams()).hasSize(2);
    first.reset();
    receive("000100010000000800000000");
    assertThat(session.streams()).hasSize(2);
  }

  @Test
  void open_beforeTheFirstAnswer_isLimitedAsJavaScriptWants() {
    for (int count = 0; count < Outbound.MAX_BEFORE_FIRST_ANSWER; count++) {
      session.open();
    }

    assertThat(session.canOpen()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(session::open)
        .withMessageContaining("notAcknowledged=8");
    receive("000100020000000300000000");
    assertThat(session.canOpen()).isTrue();
  }

  @Test
  void open_withoutAnswers_isLimitedAsGoWants() {
    YamuxStream first = session.open();
    receive("000100020000000100000000");
    for (int count = 0; count < 256; count++) {
      assertThat(session.canOpen()).isTrue();
      session.open();
    }

    assertThat(session.canOpen()).isFalse();
    first.reset();
    assertThat(session.canOpen()).isFalse();
    receive("000100080000000300000000");
    YamuxStream last = session.open();
    assertThat(session.canOpen()).isFalse();
    last.reset();
    assertThat(session.canOpen()).isTrue();
  }

  @Test
  void open_asManyAsAllowed_waitsForOneToFinish() {
    session = YamuxSession.dialer(new YamuxSettings(WINDOW, 9, 2, 9, 9, WINDOW), 0);
    YamuxStream first = session.open();
    session.open();

    assertThat(session.canOpen()).isFalse();
    first.reset();
    assertThat(session.open().id()).isEqualTo(5);
  }

  @Test
  void unread_onTheWholeConnection_isLimited() {
    session = YamuxSession.listener(new YamuxSettings(WINDOW, 9, 9, 9, 9, WINDOW + 10), 0);
    receive("000100010000000100000000" + "000100010000000300000000");
    YamuxStream first = opened();
    receive("000000000000000100040000" + "00".repeat(WINDOW));
    receive("000000000000000300000014" + "00".repeat(20));

    YamuxStream second = (YamuxStream) session.streams().toArray()[0];
    assertThat(second).isSameAs(first);
    assertThat(session.streams()).hasSize(1);
    assertThat(session.unreadBytes()).isEqualTo(WINDOW);
    assertThat(events())
        .anyMatch(
            event ->
                event instanceof YamuxEvent.Reset reset
                    && reset.cause() == YamuxEvent.Cause.UNREAD_LIMIT);
    assertThat(sent()).contains("000100080000000300000000");
  }

  @Test
  void unread_inTinyPieces_takesNoMoreMemoryThanItsBytes() {
    session = YamuxSession.listener(new YamuxSettings(WINDOW, 1000, 9, 9, 9, 64 << 20), 0);
    ByteBuffer tiny = ByteBuffer.wrap(HEX.parseHex("000000000000000100000001" + "00"));
    receive("000100010000000100000000");
    for (int count = 0; count < WINDOW; count++) {
      session.receive(tiny.rewind(), 0);
    }

    assertThat(opened().read()).hasSize(WINDOW);
    assertThat(events()).hasSize(1);
  }

  @Test
  void ping_ofThePeer_isAnsweredAtOnceWithTheSameValue() {
    receive("0002000100000000deadbeef");

    assertThat(sent()).containsExactly("0002000200000000deadbeef");
  }

  @Test
  void pings_thatThePeerDoesNotReadTheAnswersOf_areLimited() {
    byte[] flood = HEX.parseHex("000200010000000000000007".repeat(1000));

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(
            () -> {
              for (int count = 0; count < 100; count++) {
                session.receive(ByteBuffer.wrap(flood), 0);
              }
            })
        .withMessageContaining("more answers than it reads")
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
    assertThat(sent()).containsExactly("000300000000000000000001");
  }

  @Test
  void tick_everyHalfMinute_pingsAndMeasures() {
    session.tick(29 * SECOND);
    assertThat(session.hasOutput()).isFalse();
    session.tick(30 * SECOND);
    session.tick(31 * SECOND);
    assertThat(sent()).containsExactly("000200010000000000000000");
    session.receive(hex("000200020000000000000000"), 30 * SECOND + 5);

    assertThat(events()).containsExactly(new YamuxEvent.Pong(5));
    session.tick(60 * SECOND);
    assertThat(sent()).containsExactly("000200010000000000000001");
  }

  @Test
  void tick_noAnswer_isToldOnce() {
    session.tick(30 * SECOND);
    session.tick(50 * SECOND);
    assertThat(events()).isEmpty();
    session.tick(51 * SECOND);
    session.tick(90 * SECOND);

    assertThat(events()).containsExactly(new YamuxEvent.Unresponsive());
    assertThat(sent()).hasSize(1);
  }

  @Test
  void trap4_pingAckWithTheWrongValueOrTwice_isRefused() {
    session.tick(30 * SECOND);
    receive("000200020000000000000000");

    assertRefused("000200020000000000000000", "not asked for", Fault.PROTOCOL);
    session = YamuxSession.dialer(PLAIN, 0);
    session.tick(30 * SECOND);
    assertRefused("000200020000000000000001", "not asked for", Fault.PROTOCOL);
  }

  @Test
  void close_endsStreamsThenSaysGoodBye() {
    YamuxStream stream = session.open();
    stream.write(text("x"));
    session.close();
    session.close();

    assertThat(sent())
        .containsExactly(
            "000100010000000100000000",
            "00000000000000010000000178",
            "000100040000000100000000",
            "000300000000000000000000");
    assertThat(session.canOpen()).isFalse();
    session.tick(90 * SECOND);
    receive("000200010000000000000007");
    assertThat(sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void goAway_ofThePeer_isToldAndNothingIsOpenedAnyMore(long code) {
    receive("00030000000000000000000" + code);

    assertThat(events()).containsExactly(new YamuxEvent.GoneAway(code));
    assertThat(session.canOpen()).isFalse();
  }

  @Test
  void settings_tooLow_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new YamuxSettings(WINDOW - 1, 1, 1, 1, 1, WINDOW))
        .withMessageContaining("receiveWindow=262143");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new YamuxSettings(WINDOW, 1, 1, 0, 1, WINDOW));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new YamuxSettings(WINDOW, 1, 1, 1, 1, WINDOW - 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new YamuxSettings(WINDOW, 1, 1, 1, 0, WINDOW));
  }

  @Test
  void receive_randomFrames_neverKeepsMoreThanItsLimits() {
    Property.check(
        200,
        random -> {
          YamuxSettings small = new YamuxSettings(WINDOW, 5, 5, 5, 1000, WINDOW);
          YamuxSession victim = YamuxSession.listener(small, 0);
          try {
            for (int count = 0; count < 200; count++) {
              int length = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(100);
              Frame frame =
                  new Frame(
                      random.nextInt(400) == 0 ? 1 : 0,
                      random.nextInt(60) == 0 ? 9 : random.nextInt(2),
                      random.nextInt(16),
                      1 + 2 * random.nextInt(8),
                      length);
              victim.receive(ByteBuffer.wrap(frame.bytes()), 0);
              victim.receive(
                  ByteBuffer.allocate(frame.type() == 0 ? Math.max(0, length % 999) : 0), 0);
              assertThat(victim.unreadBytes()).isBetween(0L, (long) WINDOW);
              assertThat(victim.streams()).hasSizeLessThanOrEqualTo(5);
            }
          } catch (BadPeerException refused) {
            assertThat(refused.fault().isBreach()).isTrue();
            assertThat(victim.pollOutput()).isEqualTo(HEX.parseHex("000300000000000000000001"));
            assertThat(victim.pollOutput()).isNull();
          }
        });
  }

  private void assertRefused(String frame, String sentence, Fault fault) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> receive(frame))
        .withMessageContaining(sentence)
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
    assertThat(sent()).containsExactly("000300000000000000000001");
    assertThat(session.canOpen()).isFalse();
  }

  private YamuxStream opened() {
    if (session.pollEvent() instanceof YamuxEvent.Opened opened) {
      return opened.stream();
    }
    throw new AssertionError("No stream was opened");
  }

  private List<YamuxEvent> events() {
    List<YamuxEvent> events = new ArrayList<>();
    for (YamuxEvent event = session.pollEvent(); event != null; event = session.pollEvent()) {
      events.add(event);
    }
    return events;
  }

  /** What was sent, in hex, frame by frame. */
  private List<String> sent() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] next = session.pollOutput(); next != null; next = session.pollOutput()) {
      all.writeBytes(next);
    }
    List<String> frames = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      Frame frame = Frame.read(bytes);
      int payload = frame.type() == Frame.DATA ? (int) frame.length() : 0;
      bytes.position(bytes.position() + payload);
      frames.add(HEX.formatHex(bytes.array(), start, bytes.position()));
    }
    return frames;
  }

  private static int dataBytes(List<String> frames) {
    return frames.stream()
        .filter(frame -> frame.startsWith("0000"))
        .mapToInt(frame -> frame.length() / 2 - 12)
        .sum();
  }

  private void receive(String hex) {
    session.receive(hex(hex), 0);
  }

  private static ByteBuffer hex(String text) {
    return ByteBuffer.wrap(HEX.parseHex(text));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
