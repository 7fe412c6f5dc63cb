package io.debros.store.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.Property;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufTest {
  @Test
  void reader_whatTheWriterWrote_comesBack() {
    byte[] bytes =
        new ProtobufWriter()
            .uint64(1, Long.MAX_VALUE)
            .bool(2, true)
            .bytes(3, new byte[] {1, 2})
            .text(4, "Zoë")
            .message(5, new ProtobufWriter().uint64(1, 0))
            .toBytes();

    ProtobufReader reader = ProtobufReader.of("Test", bytes);

    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(1);
    assertThat(reader.uint64()).isEqualTo(Long.MAX_VALUE);
    assertThat(reader.next() && reader.bool()).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.bytes(2)).containsExactly(1, 2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.text(4)).isEqualTo("Zoë");
    assertThat(reader.next()).isTrue();
    ProtobufReader inner = reader.message("Inner", 2);
    assertThat(inner.next()).isTrue();
    assertThat(inner.uint64()).isZero();
    assertThat(inner.next()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void reader_unknownFieldsOfEveryType_areSkipped() {
    String unknown = "580a" + "61" + "00".repeat(8) + "6d" + "00".repeat(4) + "720201ff";

    ProtobufReader reader = ProtobufReader.of("Test", hex(unknown + "0807" + unknown));

    for (int field : new int[] {11, 12, 13, 14}) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.field()).isEqualTo(field);
    }
    assertThat(reader.next() && reader.field() == 1).isTrue();
    assertThat(reader.uint64()).isEqualTo(7);
    for (int field : new int[] {11, 12, 13, 14}) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.field()).isEqualTo(field);
    }
    assertThat(reader.next()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "07",
        "08",
        "0880",
        "08ffffffffffffffffff02",
        "08ffffffffffffffffffff01",
        "0a",
        "0a05",
        "0a0501020304",
        "0affffffff0f",
        "0affffffffffffffffff01",
        "09000000",
        "0d000000",
        "0b0c",
        "0c",
        "0e",
        "808080808000",
        "f8ffffffffffffffff01"
      })
  void reader_lyingOrBrokenBytes_areRefused(String bytes) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> readAll(hex(bytes)))
        .withMessageContaining("Protobuf message")
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.MALFORMED));
  }

  @Test
  void reader_fieldLongerThanAllowed_isRefusedAsTooLong() {
    byte[] bytes = new ProtobufWriter().bytes(1, new byte[10]).toBytes();

    ProtobufReader reader = ProtobufReader.of("Test", bytes);

    assertThat(reader.next()).isTrue();
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> reader.bytes(9))
        .withMessageContaining("too long {message=Test, field=1")
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
  }

  @Test
  void reader_fieldOfAnotherType_isRefused() {
    ProtobufReader number = ProtobufReader.of("Test", hex("0801"));
    ProtobufReader bytes = ProtobufReader.of("Test", hex("0a00"));

    assertThat(number.next() && bytes.next()).isTrue();
    assertThatExceptionOfType(BadPeerException.class).isThrownBy(() -> number.bytes(9));
    assertThatExceptionOfType(BadPeerException.class).isThrownBy(bytes::uint64);
  }

  @Test
  void reader_fieldThatReachesOutOfItsMessage_isRefused() {
    ProtobufReader outer = ProtobufReader.of("Test", hex("0a020a04" + "01020304"));
    assertThat(outer.next()).isTrue();
    ProtobufReader inner = outer.message("Inner", 9);

    assertThat(inner.next()).isTrue();
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> inner.bytes(9))
        .withMessageContaining("cut off {message=Inner");
  }

  @Test
  void reader_textThatIsNotUtf8_isRefused() {
    ProtobufReader reader = ProtobufReader.of("Test", hex("0a02c328"));

    assertThat(reader.next()).isTrue();
    assertThatExceptionOfType(BadPeerException.class).isThrownBy(() -> reader.text(9));
  }

  @Test
  void reader_fieldReadTwice_isOurMistake() {
    ProtobufReader reader = ProtobufReader.of("Test", hex("0801"));

    assertThatIllegalStateException().isThrownBy(reader::uint64);
    assertThat(reader.next() && reader.bool()).isTrue();
    assertThatIllegalStateException().isThrownBy(reader::uint64);
  }

  @Test
  void reader_randomBytes_endsOrIsRefused() {
    Property.check(
        3_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
          int read;
          try {
            read = readAll(bytes);
          } catch (BadPeerException refused) {
            return;
          }
          assertThat(read).isLessThanOrEqualTo(bytes.length / 2);
        });
  }

  private static int readAll(byte[] bytes) {
    ProtobufReader reader = ProtobufReader.of("Test", bytes);
    int fields = 0;
    while (reader.next()) {
      fields++;
    }
    return fields;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
