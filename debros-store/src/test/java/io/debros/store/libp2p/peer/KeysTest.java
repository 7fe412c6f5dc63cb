package io.debros.store.libp2p.peer;

import static io.debros.store.testing.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final byte[] MESSAGE = "hello libp2p".getBytes(StandardCharsets.UTF_8);
  private static final String ED25519 =
      "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

  @ParameterizedTest
  @CsvSource({
    "'', MALFORMED",
    "0801, MALFORMED",
    "1220" + ED25519 + ", MALFORMED",
    "08011220" + ED25519 + "00, MALFORMED",
    "1220" + ED25519 + "0801, MALFORMED",
    "08011220" + ED25519 + "1800, MALFORMED",
    "0881001220" + ED25519 + ", MALFORMED",
    "0801121f03, MALFORMED",
    "08011203010203, MALFORMED",
    "08011220ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, MALFORMED",
    "08031220" + ED25519 + ", UNSUPPORTED",
    "08041220" + ED25519 + ", UNSUPPORTED",
    "080212210584bf7562262bbd6940085748f3be6afa52ae317155181ece31b66351ccffa4b0, MALFORMED",
    "08021221020000000000000000000000000000000000000000000000000000000000000005, MALFORMED",
    "08001203300100, MALFORMED"
  })
  void publicKey_anyOtherForm_isRefused(String message, Fault fault) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PublicKey.decode(HexFormat.of().parseHex(message)))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  @Test
  void publicKey_ecdsa_isRefusedWithAdvice() {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PublicKey.decode(HexFormat.of().parseHex("0803120401020304")))
        .withMessageContaining("type that is not supported {type=3}")
        .withMessageContaining("Ed25519");
  }

  @Test
  void publicKey_rsaOfTooFewBitsOrOddExponent_isRefused() throws Exception {
    byte[] small = rsa(1024, RSAKeyGenParameterSpec.F4);
    byte[] wide = rsa(2048, BigInteger.ONE.shiftLeft(33).add(BigInteger.ONE));

    for (byte[] data : List.of(small, wide)) {
      assertThatExceptionOfType(BadPeerException.class)
          .isThrownBy(() -> PublicKey.of(KeyType.RSA, data))
          .withMessageContaining("Public key of a peer is not valid");
    }
    assertThat(PublicKey.of(KeyType.RSA, rsa(2048, RSAKeyGenParameterSpec.F4)).type())
        .isEqualTo(KeyType.RSA);
  }

  @Test
  void publicKey_messageOfMegabytes_isRefusedByItsLength() {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PublicKey.decode(new byte[1 << 20]))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
  }

  @Test
  void secp256k1_highS_isRefusedAsJavaScriptDoes() throws IOException {
    PublicKey key = PublicKey.decode(hex(Libp2pVectors.key("secp256k1"), "publicKeyProtobuf"));
    byte[] low = hex(Libp2pVectors.key("secp256k1"), "signature");
    BigInteger[] numbers = StandardDSAEncoding.INSTANCE.decode(ORDER, low);
    byte[] high =
        StandardDSAEncoding.INSTANCE.encode(ORDER, numbers[0], ORDER.subtract(numbers[1]));

    assertThat(key.verify(MESSAGE, low)).isTrue();
    assertThat(key.verify(MESSAGE, high)).isFalse();
  }

  @Test
  void verify_mutatedSignatures_neverThrowsAndNeverAccepts() {
    for (String name : List.of("ed25519A", "secp256k1", "rsa")) {
      PublicKey key = PublicKey.decode(hex(Libp2pVectors.key(name), "publicKeyProtobuf"));
      byte[] signature = hex(Libp2pVectors.key(name), "signature");
      Property.check(
          500,
          random -> {
            byte[] other = Mutations.of(signature, random);
            boolean isSame = Arrays.equals(other, signature);

            assertThat(key.verify(MESSAGE, other)).isEqualTo(isSame);
          });
    }
  }

  @Test
  void generate_freshKeys_signAndComeBackFromTheirBytes() {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    PrivateKey again = PrivateKey.decode(key.bytes());

    assertThat(again.publicKey()).isEqualTo(key.publicKey()).hasSameHashCodeAs(key.publicKey());
    assertThat(key.publicKey().verify(MESSAGE, again.sign(MESSAGE))).isTrue();
    assertThat(PrivateKey.generate(new SecureRandom()).peerId()).isNotEqualTo(key.peerId());
    assertThat(key).hasToString("PrivateKey of " + key.peerId());
  }

  @Test
  void privateKey_halvesThatDoNotFit_isRefused() {
    byte[] bytes = hex(Libp2pVectors.key("ed25519A"), "privateKeyProtobuf");
    bytes[bytes.length - 1] ^= 1;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.decode(bytes))
        .withMessageContaining("not an Ed25519 key of libp2p");
    assertThatIllegalArgumentException().isThrownBy(() -> PrivateKey.decode(new byte[] {9}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "Q",
        "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeS",
        "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSBB",
        "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeS0",
        " 12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB",
        "zdpuAtMdDt9MCsUaKMCEfKhGt9jZFXb96vTWiMAibVMMh4Gi9",
        "bafyreidv4nirgskjmeppah2i3uhyuj63uz5mszgd27reli3kcvuh7ra24y"
      })
  void peerId_textOfSomethingElse_isRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerId.parse(text))
        .withMessageContaining("Text is not a peer id {text=" + text);
  }

  @Test
  void peerId_hugeText_isRefusedBeforeItIsDecoded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerId.parse("1".repeat(1_000_000)))
        .withMessageContaining("Text is not a peer id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "0000",
        "00240801122003a107",
        "1220aabb",
        "1320aabb",
        "002508011220" + ED25519 + "00",
        "002b08011220" + ED25519 + "1a0500000000",
        "5520" + ED25519
      })
  void peerId_bytesOfNoKey_areRefused(String bytes) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PeerId.decode(HexFormat.of().parseHex(bytes)));
  }

  @Test
  void fault_onlyWrongPeerAndUnsupported_areNoBreach() {
    assertThat(List.of(Fault.values()))
        .filteredOn(fault -> !fault.isBreach())
        .containsExactly(Fault.WRONG_PEER, Fault.UNSUPPORTED);
  }

  private static byte[] rsa(int bits, BigInteger exponent) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
    return generator.generateKeyPair().getPublic().getEncoded();
  }
}
