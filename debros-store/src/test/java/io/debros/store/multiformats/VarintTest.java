package io.debros.store.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.testing.Property;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarintTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "255, ff01",
    "300, ac02",
    "16384, 808001",
    "9223372036854775807, ffffffffffffffff7f"
  })
  void bytes_knownValue_shortestForm(long value, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(Varint.of(value).bytes()).isEqualTo(bytes);
    assertThat(Varint.decode(bytes, 0)).isEqualTo(new Varint(value, bytes.length));
  }

  @ParameterizedTest
  @CsvSource({
    "'', Varint is cut off",
    "80, Varint is cut off",
    "8000, Varint is longer than needed",
    "ffffffffffffffffff01, Varint is longer than nine bytes"
  })
  void decode_badBytes_errorNamesThem(String hex, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Varint.decode(HexFormat.of().parseHex(hex), 0))
        .withMessageContaining(sentence)
        .withMessageContaining("bytes=" + hex);
  }

  @Test
  void of_negativeValue_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Varint.of(-1))
        .withMessageContaining("Varint cannot be negative {value=-1}");
  }

  @Test
  void bytes_anyValue_decodeGivesItBack() {
    Property.check(
        5_000,
        random -> {
          long value = random.nextLong() >>> 1 + random.nextInt(63);
          Varint varint = Varint.of(value);

          assertThat(Varint.decode(varint.bytes(), 0)).isEqualTo(varint);
        });
  }
}
