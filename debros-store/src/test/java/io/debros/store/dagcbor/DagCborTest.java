package io.debros.store.dagcbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.BadBlockException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DagCborTest {
  @ParameterizedTest
  @CsvSource({
    "62c328, text with invalid UTF-8 or a leading U+FEFF, 1",
    "8200a1, length beyond the end, 2",
    "a2616201616102, map keys out of order, 4",
    "a2616101616102, repeated map key, 4",
    "a1695f5f70726f746f5f5f01, map key __proto__, 2",
    "820118, cut off, 2",
    "81c101, tag other than 42, 1",
    "d82a01, link that is not a byte string, 0",
    "d82a420001, link without a CID, 0",
    "f93e00, simple value or short float, 0",
    "0100, bytes after the item, 1"
  })
  void decode_badBytes_errorSaysWhatAndWhere(String hex, String reason, int offset) {
    assertThatThrownBy(() -> DagCbor.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("Bytes are not canonical dag-cbor {reason=" + reason)
        .hasMessageContaining("offset=" + offset + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9b7fffffffffffffff",
        "9bffffffffffffffff",
        "9a7fffffff",
        "bb7fffffffffffffff",
        "ba3fffffff",
        "5b7fffffffffffffff",
        "5a7fffffff",
        "7affffffff",
        "9affffffff"
      })
  void decode_hugeLengthClaimed_refusedBeforeAllocation(String hex) {
    byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(hex), 100);

    assertThatThrownBy(() -> DagCbor.decode(bytes))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("length beyond the end");
  }

  @Test
  void decode_nestedListsThatEachClaimTheRest_refusedAtTheSecond() {
    byte[] bytes = new byte[1 << 20];
    for (int index = 0; index < bytes.length; index += 5) {
      int claim = bytes.length - index - 5;
      bytes[index] = (byte) 0x9a;
      for (int part = 1; part < 5 && index + part < bytes.length; part++) {
        bytes[index + part] = (byte) (claim >>> (32 - 8 * part));
      }
    }

    assertThatThrownBy(() -> DagCbor.decode(bytes))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("length beyond the end, offset=5");
  }

  @Test
  void decode_millionsOfLevels_refusedWithoutStackOverflow() {
    byte[] lists = new byte[5_000_000];
    Arrays.fill(lists, (byte) 0x81);

    assertThatThrownBy(() -> DagCbor.decode(lists))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("nested deeper than 256, offset=256");
  }

  @Test
  void encode_deepestAllowedValue_isReadBackAndOneDeeperIsRefused() {
    CborValue deepest = nested(DagCbor.MAX_DEPTH);

    assertThat(DagCbor.decode(DagCbor.encode(deepest))).isEqualTo(deepest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DagCbor.encode(nested(DagCbor.MAX_DEPTH + 1)))
        .withMessageContaining("Value is nested too deep {deepest=256}");
  }

  @Test
  void decode_partOfTheBytes_readsNothingElse() {
    byte[] bytes = HexFormat.of().parseHex("ff8101ff");

    assertThat(DagCbor.decode(bytes, 1, 3)).isEqualTo(CborList.of(new CborInt(1)));
    assertThatThrownBy(() -> DagCbor.decode(bytes, 1, 2)).isInstanceOf(BadBlockException.class);
    assertThatThrownBy(() -> DagCbor.decode(bytes, 1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void find_pathOfKeys_givesTheBytesOfTheValue() {
    CborMap value = CborMap.builder().put("text", "é").put("n", 7).build();
    CborMap payload = CborMap.builder().put("op", "PUT").put("value", value).build();
    byte[] block = DagCbor.encode(CborMap.builder().put("payload", payload).put("v", 2).build());

    CborSlice found = DagCbor.find(block, "payload", "value");

    assertThat(found).isNotNull();
    assertThat(found.of(block)).isEqualTo(DagCbor.encode(value));
    assertThat(DagCbor.decode(block, found.from(), found.to())).isEqualTo(value);
    assertThat(DagCbor.find(block)).isEqualTo(new CborSlice(0, block.length));
  }

  @Test
  void find_withinAPart_givesWhatThePathToItWould() {
    CborMap value = CborMap.builder().put("text", "é").put("n", 7).build();
    CborMap payload = CborMap.builder().put("op", "PUT").put("value", value).build();
    byte[] block =
        DagCbor.encode(
            CborMap.builder().put("key", "k").put("payload", payload).put("identity", 2).build());
    CborSlice within = Objects.requireNonNull(DagCbor.find(block, "payload"), "payload");

    CborSlice found = DagCbor.find(block, within, "value");

    assertThat(found).isNotNull().isEqualTo(DagCbor.find(block, "payload", "value"));
    assertThat(DagCbor.find(block, within)).isEqualTo(within);
    assertThat(DagCbor.find(block, within, "identity")).as("what lies behind the part").isNull();
  }

  @Test
  void find_noSuchPath_givesNull() {
    byte[] block =
        DagCbor.encode(CborMap.builder().put("a", CborList.of(new CborText("b"))).build());

    assertThat(DagCbor.find(block, "b")).isNull();
    assertThat(DagCbor.find(block, "a", "b")).isNull();
  }

  @Test
  void find_cutOffBytes_areRefused() {
    byte[] block = DagCbor.encode(CborMap.builder().put("a", "a text").put("b", 1).build());

    assertThatThrownBy(() -> DagCbor.find(Arrays.copyOf(block, 6), "b"))
        .isInstanceOf(BadBlockException.class);
  }

  private static CborValue nested(int depth) {
    CborValue value = new CborInt(1);
    for (int level = 0; level < depth; level++) {
      value = level % 2 == 0 ? CborList.of(value) : CborMap.builder().put("", value).build();
    }
    return value;
  }
}
