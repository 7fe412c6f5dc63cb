package io.debros.store.dagcbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.dagcbor.CborValue.CborBigInt;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborFloat;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborValueTest {
  @Test
  void number_integralWithinTheSafeRange_isAnInteger() {
    assertThat(CborValue.number(5.0)).isEqualTo(new CborInt(5));
    assertThat(CborValue.number(-0.0)).isEqualTo(new CborInt(0));
    assertThat(CborValue.number(0x1p53 - 1)).isEqualTo(new CborInt((1L << 53) - 1));
    assertThat(CborValue.number(1 - 0x1p53)).isEqualTo(new CborInt(1 - (1L << 53)));
  }

  @Test
  void number_anythingElse_isAFloat() {
    assertThat(CborValue.number(1.5)).isEqualTo(new CborFloat(1.5));
    assertThat(CborValue.number(0x1p53)).isEqualTo(new CborFloat(0x1p53));
    assertThat(CborValue.number(-1e20)).isEqualTo(new CborFloat(-1e20));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void number_notFinite_isRefused(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CborValue.number(value))
        .withMessageContaining("Number has no encoding in dag-cbor {value=" + value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, -0.0, 0, 1e15})
  void float_integral_isRefused(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CborFloat(value))
        .withMessageContaining("Make numbers with CborValue.number");
  }

  @Test
  void integer_anyRange_oneFormEach() {
    BigInteger beyond = BigInteger.ONE.shiftLeft(63);

    assertThat(CborValue.integer(BigInteger.valueOf(Long.MIN_VALUE)))
        .isEqualTo(new CborInt(Long.MIN_VALUE));
    assertThat(CborValue.integer(beyond)).isEqualTo(new CborBigInt(beyond));
    assertThat(CborValue.integer(beyond.not().subtract(BigInteger.ONE)))
        .isInstanceOf(CborBigInt.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CborBigInt(BigInteger.TEN))
        .withMessageContaining("Integer is no big integer of dag-cbor");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CborValue.integer(BigInteger.ONE.shiftLeft(64)))
        .withMessageContaining("Keep integers within -2^64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ufeff", "\ufeffabc"})
  void text_leadingByteOrderMark_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CborText(text))
        .withMessageContaining("U+FEFF");
  }

  @Test
  void text_unpairedSurrogate_isRefused() {
    for (String text :
        List.of("\ud800", "a\udc00", "\ud800a", "\udc00\ud800", "\ud83d\ude00\ud83d")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new CborText(text))
          .withMessageContaining("unpaired surrogate");
    }
    assertThat(new CborText("\ud83d\ude00 a\ufeff").value()).isEqualTo("\ud83d\ude00 a\ufeff");
  }

  @Test
  void map_keyThatJavaScriptLoses_isRefused() {
    for (String key : List.of("__proto__", "\ufeffa", "\ud800")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CborMap.of(Map.of(key, new CborInt(1))))
          .withMessageContaining("Remove it before storing");
    }
  }

  @Test
  void map_nullValue_isRefusedByKey() {
    Map<String, CborValue> entries = new HashMap<>();
    entries.put("gone", null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CborMap.of(entries))
        .withMessageContaining("Map of dag-cbor has a key without value {key=gone}");
  }

  @Test
  void map_anyOrderGiven_isInCanonicalOrder() {
    CborMap map =
        CborMap.builder()
            .put("aaaa", 1)
            .put("\ud800\udc00", 1)
            .put("\uffff", 1)
            .put("zz", 1)
            .put("é", 1)
            .put("b", 1)
            .put("", 1)
            .build();

    assertThat(map.entries().keySet())
        .containsExactly("", "b", "zz", "é", "\uffff", "aaaa", "\ud800\udc00");
  }

  @Test
  void map_manyKeys_allAreFound() {
    for (int size = 0; size < 40; size++) {
      CborMap.Builder builder = CborMap.builder();
      for (int key = 0; key < size; key++) {
        builder.put("key" + key, key);
      }
      CborMap map = builder.build();

      for (int key = 0; key < size; key++) {
        assertThat(map.find("key" + key)).isEqualTo(new CborInt(key));
      }
      assertThat(map.find("key")).isNull();
      assertThat(map.find("key" + size)).isNull();
      assertThat(map.size()).isEqualTo(size);
    }
  }

  @Test
  void mapBuilder_startedFromAMap_changesOnlyItsOwn() {
    CborMap map = CborMap.builder().put("a", 1.5).put("b", true).put("c", "x").build();

    CborMap changed = map.toBuilder().put("a", 2).remove("c").build();

    assertThat(changed.entries())
        .containsExactly(Map.entry("a", new CborInt(2)), Map.entry("b", new CborBool(true)));
    assertThat(map.find("c")).isEqualTo(new CborText("x"));
    assertThat(map.find("a")).isEqualTo(new CborFloat(1.5));
  }

  @Test
  void map_entries_cannotBeChanged() {
    Map<String, CborValue> entries = CborMap.builder().put("a", 1).build().entries();

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> entries.put("b", new CborInt(1)));
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(entries::clear);
  }

  @Test
  void values_whatTheyWereMadeOfChanges_stayAsTheyWere() {
    byte[] raw = {1, 2};
    List<CborValue> items = new ArrayList<>(List.of(new CborInt(1)));
    CborBytes bytes = CborBytes.of(raw);
    CborList list = new CborList(items);

    raw[0] = 9;
    bytes.value()[0] = 9;
    items.clear();

    assertThat(bytes).isEqualTo(CborBytes.of(new byte[] {1, 2})).hasToString("CborBytes[0102]");
    assertThat(list).isEqualTo(CborList.of(new CborInt(1)));
  }
}
