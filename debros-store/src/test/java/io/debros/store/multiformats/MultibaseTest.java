package io.debros.store.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.testing.Property;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultibaseTest {
  @ParameterizedTest
  @CsvSource({
    "f, ''",
    "f796573, yes",
    "bpfsxg, yes",
    "b, ''",
    "bmy, f",
    "bmzxw6ytboi, foobar",
    "z, ''",
    "z7paNL19xttacUY, yes mani !",
    "zJxF12TrwUP45BMd, Hello World"
  })
  void decode_knownText_givesItsBytes(String text, String plain) {
    byte[] bytes = Multibase.decode(text);

    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(plain);
    assertThat(baseOf(text).encode(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "F7965",
        "mZm9v",
        "f7",
        "f7g",
        "f7A",
        "bmzxw6ytbo1",
        "bm",
        "bmz",
        "z0",
        "zl",
        "zO",
        "zI",
        "z!"
      })
  void decode_textOfNoBase_errorNamesIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Multibase.decode(text))
        .withMessageContaining(text.length() < 2 ? "text=" : text.substring(1));
  }

  @Test
  void decode_base58TooLong_isRefusedBeforeTheQuadraticWork() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Multibase.decode("z" + "2".repeat(1_000_000)))
        .withMessageContaining("Base58 text is too long");
  }

  @ParameterizedTest
  @EnumSource
  void encode_anyBytes_decodeGivesThemBack(Multibase base) {
    Property.check(
        2_000,
        random -> {
          byte[] bytes = bytes(random.nextInt(80), random.nextInt(4), random);

          assertThat(Multibase.decode(base.encode(bytes))).isEqualTo(bytes);
        });
  }

  @Test
  void base58_anyBytes_equalsLongDivision() {
    Property.check(
        500,
        random -> {
          byte[] bytes = bytes(random.nextInt(60), random.nextInt(4), random);

          assertThat(Multibase.BASE58BTC.encode(bytes)).isEqualTo("z" + byLongDivision(bytes));
        });
  }

  private static Multibase baseOf(String text) {
    return switch (text.charAt(0)) {
      case 'f' -> Multibase.BASE16;
      case 'b' -> Multibase.BASE32;
      default -> Multibase.BASE58BTC;
    };
  }

  private static byte[] bytes(int length, int zeros, RandomGenerator random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int index = 0; index < Math.min(zeros, length); index++) {
      bytes[index] = 0;
    }
    return bytes;
  }

  private static String byLongDivision(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    BigInteger base = BigInteger.valueOf(58);
    for (BigInteger rest = new BigInteger(1, bytes); rest.signum() > 0; rest = rest.divide(base)) {
      text.append(
          "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
              .charAt(rest.mod(base).intValue()));
    }
    for (int index = 0; index < bytes.length && bytes[index] == 0; index++) {
      text.append('1');
    }
    return text.reverse().toString();
  }
}
