package io.debros.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.StorageException;
import io.debros.store.testing.Property;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KeyBytesTest {
  @Test
  void part_writtenAndRead_same() {
    Property.check(
        2_000,
        random -> {
          byte[] first = bytes(random);
          byte[] second = bytes(random);
          int number = random.nextInt(Integer.MAX_VALUE);
          long big = random.nextLong(Long.MAX_VALUE);

          byte[] key =
              new KeyWriter(1)
                  .part(first)
                  .int32(number)
                  .int64(big)
                  .part(second)
                  .rest(first)
                  .toBytes();

          KeyReader reader = new KeyReader(key);
          assertThat(reader.part()).isEqualTo(first);
          assertThat(reader.int32()).isEqualTo(number);
          assertThat(reader.int64()).isEqualTo(big);
          assertThat(reader.part()).isEqualTo(second);
          assertThat(reader.rest()).isEqualTo(first);
        });
  }

  @Test
  void keys_ofTwoParts_compareAsTheParts() {
    Property.check(
        5_000,
        random -> {
          byte[] first = bytes(random);
          byte[] second = bytes(random);
          byte[] otherFirst = bytes(random);
          byte[] otherSecond = bytes(random);
          int expected = Arrays.compareUnsigned(first, otherFirst);
          if (expected == 0) {
            expected = Arrays.compareUnsigned(second, otherSecond);
          }

          int order =
              Arrays.compareUnsigned(
                  new KeyWriter(9).part(first).rest(second).toBytes(),
                  new KeyWriter(9).part(otherFirst).rest(otherSecond).toBytes());

          assertThat(Integer.signum(order)).isEqualTo(Integer.signum(expected));
        });
  }

  @Test
  void part_encoded_isNeverTheBeginningOfAnother() {
    Property.check(
        5_000,
        random -> {
          byte[] part = bytes(random);
          byte[] other = bytes(random);
          byte[] encoded = new KeyWriter(9).part(part).toBytes();
          byte[] otherEncoded = new KeyWriter(9).part(other).toBytes();

          boolean begins =
              otherEncoded.length >= encoded.length
                  && Arrays.equals(encoded, Arrays.copyOf(otherEncoded, encoded.length));

          assertThat(begins).isEqualTo(Arrays.equals(part, other));
        });
  }

  @Test
  void text_encoded_comparesAsStringsDo() {
    Property.check(
        5_000,
        random -> {
          String text = text(random);
          String other = text(random);

          int order =
              Arrays.compareUnsigned(
                  new KeyWriter(9).text(text).toBytes(), new KeyWriter(9).text(other).toBytes());

          assertThat(Integer.signum(order)).isEqualTo(Integer.signum(text.compareTo(other)));
        });
  }

  @Test
  void read_truncatedKey_saysTheRowIsDamaged() {
    byte[] key = new KeyWriter(9).part(new byte[] {1, 2}).toBytes();

    for (int length = 0; length < key.length; length++) {
      KeyReader reader = new KeyReader(Arrays.copyOf(key, length));
      assertThatThrownBy(reader::part)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Row of an index is damaged");
    }
  }

  /** Short, over few bytes, with the ones that are escaped. */
  private static byte[] bytes(RandomGenerator random) {
    byte[] choice = {0, 1, 2, 'a', (byte) 0xfe, (byte) 0xff};
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = choice[random.nextInt(choice.length)];
    }
    return bytes;
  }

  private static String text(RandomGenerator random) {
    char[] choice = {0, 1, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdc00, 0xe000, 0xffff};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(choice[random.nextInt(choice.length)]);
    }
    return text.toString();
  }
}
