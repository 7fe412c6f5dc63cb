package io.debros.store.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadPeerException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.network.OlderMessages.Question;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OlderMessagesTest {
  private static final Cid ONE = Cid.ofDagCbor(new byte[] {1});
  private static final Cid TWO = Cid.ofDagCbor(new byte[] {2});

  @Test
  void question_encodedAndDecoded_isTheSame() {
    Question question = new Question(new Address(ONE), TWO, OlderMessages.MOST);

    byte[] bytes = question.encode();

    assertThat(Question.decode(bytes)).isEqualTo(question);
    assertThat(bytes.length).isLessThan(OlderMessages.MAX_QUESTION_BYTES);
    assertThat(DagCbor.decode(bytes))
        .isEqualTo(
            CborMap.builder()
                .put("below", new CborLink(TWO))
                .put("database", new CborLink(ONE))
                .put("most", 4096)
                .build());
  }

  @Test
  void answer_encodedAndDecoded_isTheSameAndFitsIntoItsFrame() {
    List<Cid> hashes = List.of(ONE, TWO);
    byte[] longest = OlderMessages.answer(Collections.nCopies(OlderMessages.MOST, ONE));

    assertThat(OlderMessages.answered(OlderMessages.answer(hashes), 2)).isEqualTo(hashes);
    assertThat(OlderMessages.answered(OlderMessages.answer(List.of()), 2)).isEmpty();
    assertThat(longest.length).isLessThan(OlderMessages.MAX_ANSWER_BYTES);
  }

  @ParameterizedTest
  @MethodSource("noQuestions")
  void question_thatIsNone_isRefused(byte[] message) {
    assertThatThrownBy(() -> Question.decode(message)).isInstanceOf(BadPeerException.class);
  }

  @ParameterizedTest
  @MethodSource("noAnswers")
  void answer_thatIsNone_isRefused(byte[] message) {
    assertThatThrownBy(() -> OlderMessages.answered(message, 2))
        .isInstanceOf(BadPeerException.class);
  }

  static Stream<byte[]> noQuestions() {
    CborMap whole = (CborMap) DagCbor.decode(new Question(new Address(ONE), TWO, 1).encode());
    Stream<byte[]> values =
        Stream.of(
                CborMap.of(),
                CborList.of(),
                whole.toBuilder().remove("below").build(),
                whole.toBuilder().put("database", "/orbitdb/" + ONE).build(),
                whole.toBuilder().put("most", 0).build(),
                whole.toBuilder().put("most", OlderMessages.MOST + 1).build(),
                whole.toBuilder().put("most", Long.MAX_VALUE).build(),
                whole.toBuilder().put("more", 1).build())
            .map(DagCbor::encode);
    return Stream.concat(values, Stream.of(new byte[0], new byte[] {1, 2, 3}));
  }

  static Stream<byte[]> noAnswers() {
    CborValue link = new CborLink(ONE);
    Stream<byte[]> values =
        Stream.of(
                CborMap.of(),
                link,
                CborList.of(link, new CborInt(1)),
                CborList.of(link, link, link))
            .map(DagCbor::encode);
    return Stream.concat(values, Stream.of(new byte[0], new byte[] {(byte) 0x9f}));
  }
}
