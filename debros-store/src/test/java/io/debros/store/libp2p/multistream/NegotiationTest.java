package io.debros.store.libp2p.multistream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.multistream.Negotiation.Outcome;
import io.debros.store.multiformats.Varint;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
  private static final String HEADER = "/multistream/1.0.0";
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> vectors_everyLine_isWrittenAndReadLikeThat() {
    return Libp2pVectors.load("multistream")
        .propertyStream()
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.getKey(), () -> checkLine(line.getKey(), line.getValue().asString())));
  }

  private static void checkLine(String text, String hex) {
    assertThat(lines(text)).isEqualTo(HEX.parseHex(hex));
    Negotiation responder = Negotiation.answer(text::equals);
    responder.receive(ByteBuffer.wrap(lines(HEADER)));
    responder.takeOutput();

    responder.receive(ByteBuffer.wrap(HEX.parseHex(hex)));

    assertThat(responder.protocol()).isEqualTo(text);
    assertThat(responder.takeOutput()).isEqualTo(HEX.parseHex(hex));
  }

  @Test
  void propose_noise_writesHeaderAndProposalAtOnce() {
    Negotiation initiator = Negotiation.propose(List.of("/noise"));

    assertThat(initiator.takeOutput())
        .isEqualTo(HEX.parseHex("132f6d756c746973747265616d2f312e302e300a" + "072f6e6f6973650a"));
    assertThat(initiator.takeOutput()).isEmpty();
    assertThat(initiator.outcome()).isEqualTo(Outcome.RUNNING);
    assertThatIllegalStateException().isThrownBy(initiator::protocol);
  }

  @Test
  void negotiation_streamsCutAnywhere_endsAgreed() {
    Property.check(
        300,
        random -> {
          Negotiation initiator = Negotiation.propose(List.of("/a", "/b", "/noise"));
          Negotiation responder = Negotiation.answer(Set.of("/noise", "/x")::contains);
          while (initiator.outcome() == Outcome.RUNNING) {
            byte[] out = initiator.takeOutput();
            for (byte[] piece : pieces(out, 1 + random.nextInt(30))) {
              responder.receive(ByteBuffer.wrap(piece));
            }
            for (byte[] piece : pieces(responder.takeOutput(), 1 + random.nextInt(30))) {
              initiator.receive(ByteBuffer.wrap(piece));
            }
          }

          assertThat(initiator.protocol()).isEqualTo("/noise");
          assertThat(responder.protocol()).isEqualTo("/noise");
        });
  }

  @Test
  void trap13_dataBehindTheProposal_staysInTheInputForTheProtocol() {
    Negotiation responder = Negotiation.answer("/noise"::equals);
    ByteBuffer input = ByteBuffer.wrap(join(lines(HEADER, "/noise"), "early data".getBytes(UTF_8)));

    responder.receive(input);

    assertThat(responder.outcome()).isEqualTo(Outcome.AGREED);
    assertThat(responder.takeOutput()).isEqualTo(lines(HEADER, "/noise"));
    assertThat(UTF_8.decode(input).toString()).isEqualTo("early data");
  }

  @Test
  void trap13_dataBehindTheAnswer_staysInTheInputForTheProtocol() {
    Negotiation initiator = Negotiation.propose(List.of("/ipfs/id/1.0.0"));
    ByteBuffer input = ByteBuffer.wrap(join(lines(HEADER, "/ipfs/id/1.0.0"), new byte[] {9, 8}));

    initiator.receive(input);

    assertThat(initiator.protocol()).isEqualTo("/ipfs/id/1.0.0");
    assertThat(input.remaining()).isEqualTo(2);
  }

  @Test
  void trap5_unknownProtocol_isAnsweredNaAndMayBeFollowedByAnother() {
    Negotiation responder = Negotiation.answer("/noise"::equals);

    responder.receive(ByteBuffer.wrap(lines(HEADER, "/tls/1.0.0")));

    assertThat(responder.takeOutput()).isEqualTo(lines(HEADER, "na"));
    assertThat(responder.outcome()).isEqualTo(Outcome.RUNNING);
    responder.receive(ByteBuffer.wrap(lines("ls", "/noise")));
    assertThat(responder.takeOutput()).isEqualTo(lines("na", "/noise"));
    assertThat(responder.protocol()).isEqualTo("/noise");
  }

  @Test
  void initiator_everythingRefused_endsRefusedWithoutError() {
    Negotiation initiator = Negotiation.propose(List.of("/a", "/b"));
    initiator.takeOutput();

    initiator.receive(ByteBuffer.wrap(lines(HEADER, "na")));
    assertThat(initiator.takeOutput()).isEqualTo(lines("/b"));
    initiator.receive(ByteBuffer.wrap(lines("na")));

    assertThat(initiator.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(initiator.takeOutput()).isEmpty();
    assertThatIllegalStateException().isThrownBy(initiator::protocol);
  }

  @Test
  void responder_headerAgain_isAnsweredAsJavaScriptDoes() {
    Negotiation responder = Negotiation.answer("/a"::equals);

    responder.receive(ByteBuffer.wrap(lines(HEADER, HEADER, "/a")));

    assertThat(responder.takeOutput()).isEqualTo(lines(HEADER, HEADER, "/a"));
  }

  @ParameterizedTest
  @CsvSource({
    "00, MALFORMED",
    "0161, MALFORMED",
    "072f6e6f69736561, MALFORMED",
    "072f6e6f6973650a, PROTOCOL",
    "132f6d756c746973747265616d2f322e302e300a, PROTOCOL",
    "8208, LIMIT",
    "ffff, LIMIT",
    "808001, LIMIT",
    "8700, MALFORMED",
    "474554202f20485454502f312e310d0a, MALFORMED",
    "160301020001, MALFORMED"
  })
  void receive_anythingElseThanTheHeader_isRefused(String bytes, Fault fault) {
    for (Negotiation side :
        List.of(Negotiation.propose(List.of("/a")), Negotiation.answer("/a"::equals))) {
      ByteBuffer input = ByteBuffer.wrap(join(HEX.parseHex(bytes), new byte[100]));

      assertThatExceptionOfType(BadPeerException.class)
          .isThrownBy(() -> side.receive(input))
          .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
    }
  }

  @Test
  void initiator_answerIsAnotherProtocol_isRefused() {
    Negotiation initiator = Negotiation.propose(List.of("/a", "/b"));

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> initiator.receive(ByteBuffer.wrap(lines(HEADER, "/b"))))
        .withMessageContaining("with another one {line=/b}");
  }

  @Test
  void responder_endlessProposals_areRefusedAtTheLimit() {
    Negotiation responder = Negotiation.answer("/a"::equals);
    responder.receive(ByteBuffer.wrap(lines(HEADER)));
    for (int count = 0; count < Negotiation.MAX_REFUSALS; count++) {
      responder.receive(ByteBuffer.wrap(lines(count % 2 == 0 ? "/b" : HEADER)));
    }

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> responder.receive(ByteBuffer.wrap(lines("/c\nd\u001b"))))
        .withMessageContaining("too many protocols {line=(not printable)}")
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
  }

  @Test
  void responder_longestLines_areReadAndLongerOnesAreNot() {
    String longest = "/" + "x".repeat(1023);
    Negotiation responder = Negotiation.answer(longest::equals);

    responder.receive(ByteBuffer.wrap(lines(HEADER, longest)));

    assertThat(responder.protocol()).isEqualTo(longest);
    Negotiation other = Negotiation.answer(longest::equals);
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> other.receive(ByteBuffer.wrap(lines(HEADER, longest + "x"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a\n/b"})
  void propose_notANameOfAProtocol_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Negotiation.propose(List.of(name)));
    assertThatIllegalArgumentException().isThrownBy(() -> Negotiation.propose(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Negotiation.propose(List.of("/a", "x".repeat(1024))));
  }

  @Test
  void receive_mutatedStreams_endsOrIsRefused() {
    byte[] stream = lines(HEADER, "/tls/1.0.0", "/noise");
    Property.check(
        2_000,
        random -> {
          Negotiation responder = Negotiation.answer("/noise"::equals);
          try {
            responder.receive(ByteBuffer.wrap(Mutations.of(stream, random)));
          } catch (BadPeerException refused) {
            assertThat(refused.fault().isBreach()).isTrue();
          }
          assertThat(responder.takeOutput().length).isLessThan(2_000);
        });
  }

  private static byte[] lines(String... lines) {
    byte[] bytes = {};
    for (String line : lines) {
      byte[] text = (line + "\n").getBytes(UTF_8);
      bytes = join(bytes, Varint.of(text.length).bytes(), text);
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static List<byte[]> pieces(byte[] bytes, int size) {
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += size) {
      pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
    }
    return pieces;
  }
}
