package io.debros.store.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidTest {
  private static final byte[] BLOCK = HexFormat.of().parseHex("a261690061736666616c6e7266");
  private static final String HASH = "zdpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi9";
  private static final String BASE32 =
      "bafyreidv4nirgskjmeppah2i3uhyuj63uz5mszgd27reli3kcvuh7ra24y";
  private static final String VERSION_0 = "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n";

  @Test
  void ofDagCbor_block_printsBothForms() {
    Cid cid = Cid.ofDagCbor(BLOCK);

    assertThat(cid).hasToString(HASH);
    assertThat(cid.toBase32()).isEqualTo(BASE32);
    assertThat(HexFormat.of().formatHex(cid.bytes()))
        .isEqualTo("0171122075e351134949611ef01f48dd0f8a27dba67ac964c3d7e245a36a15687fc41ae6");
    assertThat(cid.version()).isEqualTo(1);
    assertThat(cid.codec()).isEqualTo(Cid.DAG_CBOR);
    assertThat(cid.multihash().isOf(BLOCK)).isTrue();
  }

  @Test
  void parse_everyBase_givesTheSameCid() {
    Cid cid = Cid.ofDagCbor(BLOCK);
    String base16 = "f" + HexFormat.of().formatHex(cid.bytes());

    assertThat(Cid.parse(HASH)).isEqualTo(cid).hasSameHashCodeAs(cid);
    assertThat(Cid.parse(BASE32)).isEqualTo(cid);
    assertThat(Cid.parse(base16)).isEqualTo(cid);
    assertThat(Cid.decode(cid.bytes())).isEqualTo(cid);
  }

  @Test
  void parse_version0_keepsItsForm() {
    Cid cid = Cid.parse(VERSION_0);

    assertThat(cid.version()).isZero();
    assertThat(cid.codec()).isEqualTo(Cid.DAG_PB);
    assertThat(cid).hasToString(VERSION_0).isEqualTo(Cid.decode(cid.bytes()));
    assertThat(cid.toBase32()).isEqualTo(VERSION_0);
    assertThat(cid).isNotEqualTo(Cid.of(Cid.DAG_PB, cid.multihash()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "z",
        "Qm",
        "dpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi9",
        "zdpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi",
        "zdpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi99",
        "zdpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi0",
        " zdpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi9",
        "bafyreidv4nirgskjmeppah2i3uhyuj63uz5mszgd27reli3kcvuh7ra24z",
        "bafyreidv4nirgskjmeppah2i3uhyuj63uz5mszgd27reli3kcvuh7ra24ya",
        "bAfyreidv4nirgskjmeppah2i3uhyuj63uz5mszgd27reli3kcvuh7ra24y",
        "zQmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n",
        "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1",
        "f0271122075e351134949611ef01f48dd0f8a27dba67ac964c3d7e245a36a15687fc41ae6",
        "f017112",
        "f01711"
      })
  void parse_notExactlyOneCid_errorNamesTheText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cid.parse(text))
        .withMessageContaining("Text is not a CID")
        .withMessageContaining("text=" + text);
  }

  @Test
  void parseHash_base32_isRefused() {
    assertThat(Cid.parseHash(HASH)).hasToString(HASH);
    assertThat(Cid.parseHash(VERSION_0)).hasToString(VERSION_0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cid.parseHash(BASE32))
        .withMessageContaining("hash of OrbitDB")
        .withMessageContaining(BASE32);
  }

  @Test
  void decode_bytesAfterTheCid_areRefused() {
    byte[] longer = Arrays.copyOf(Cid.ofDagCbor(BLOCK).bytes(), 37);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cid.decode(longer))
        .withMessageContaining("Multihash has a wrong length")
        .withMessageContaining("01711220");
  }

  @Test
  void parse_otherHashFunction_isReadButNotComputed() {
    Cid identity = Cid.decode(HexFormat.of().parseHex("015500026869"));

    assertThat(identity.codec()).isEqualTo(Cid.RAW);
    assertThat(identity.multihash().function()).isZero();
    assertThat(identity.multihash().isComputable()).isFalse();
    assertThat(Cid.parse(identity.toString())).isEqualTo(identity);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identity.multihash().isOf(BLOCK))
        .withMessageContaining("Hash function is not supported {multihash=00026869}");
  }

  @Test
  void bytes_changedByTheCaller_leaveTheCidAsItIs() {
    Cid cid = Cid.ofDagCbor(BLOCK);
    cid.bytes()[4] = 0;
    cid.multihash().digest()[0] = 0;

    assertThat(cid).hasToString(HASH).isEqualTo(Cid.ofDagCbor(BLOCK));
  }

  @Test
  void compareTo_bytesAbove127_areUnsigned() {
    Cid low = Cid.decode(HexFormat.of().parseHex("015500017f"));
    Cid high = Cid.decode(HexFormat.of().parseHex("0155000180"));

    assertThat(low).isLessThan(high);
  }
}
