package io.debros.store.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {
  @Test
  void next_streamCutAnywhere_givesTheSameMessages() {
    Property.check(
        300,
        random -> {
          List<byte[]> messages = new ArrayList<>();
          ByteArrayOutputStream stream = new ByteArrayOutputStream();
          for (int count = random.nextInt(6); count > 0; count--) {
            byte[] message = new byte[random.nextInt(3) * random.nextInt(20_000)];
            random.nextBytes(message);
            messages.add(message);
            stream.writeBytes(MessageReader.frame(message));
          }
          byte[] bytes = stream.toByteArray();

          MessageReader reader = new MessageReader("Test", 40_000);
          List<byte[]> read = new ArrayList<>();
          for (int from = 0; from < bytes.length; ) {
            int count = Math.min(bytes.length - from, 1 + random.nextInt(9_000));
            ByteBuffer input = ByteBuffer.wrap(bytes, from, count);
            for (byte[] next = reader.next(input); next != null; next = reader.next(input)) {
              read.add(next);
            }
            assertThat(input.hasRemaining()).isFalse();
            from += count;
          }

          assertThat(reader.isBetweenMessages()).isTrue();
          assertThat(read).usingElementComparator(Arrays::compare).isEqualTo(messages);
        });
  }

  @Test
  void next_partOfAMessage_isNotTheEndOfOne() {
    MessageReader reader = new MessageReader("Test", 300);

    assertThat(reader.isBetweenMessages()).isTrue();
    assertThat(reader.next(hex("80"))).isNull();
    assertThat(reader.isBetweenMessages()).isFalse();
    assertThat(reader.next(hex("02aa"))).isNull();
    assertThat(reader.isBetweenMessages()).isFalse();
  }

  @Test
  void next_bytesAfterAMessage_stayInTheInput() {
    ByteBuffer input = hex("02aabbccdd");

    assertThat(new MessageReader("Test", 300).next(input)).containsExactly(0xaa, 0xbb);
    assertThat(input.remaining()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "ad02, LIMIT",
    "ffff, LIMIT",
    "ff7f, LIMIT",
    "ffffffffffffffffff01, LIMIT",
    "8000, MALFORMED",
    "8100, MALFORMED"
  })
  void next_lengthTooGreatOrTooLong_isRefusedAtItsLength(String bytes, Fault fault) {
    MessageReader reader = new MessageReader("Test", 300);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> reader.next(hex(bytes)))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  @Test
  void next_longMessageAnnouncedButNotSent_takesLittleMemory() {
    List<MessageReader> readers = new ArrayList<>();
    for (int count = 0; count < 2_000; count++) {
      MessageReader reader = new MessageReader("Test", 64 << 20);
      assertThat(reader.next(hex("80808020" + "00"))).isNull();
      readers.add(reader);
    }

    // 128 GB were announced: that we are here is the proof
    assertThat(readers).noneMatch(MessageReader::isBetweenMessages);
  }

  private static ByteBuffer hex(String text) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(text));
  }
}
