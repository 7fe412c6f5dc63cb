package io.debros.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.identity.Signatures.Implementation;
import io.debros.store.testing.Property;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Both implementations give the same bytes and accept the same input. */
class SignaturesTest {
  private static final Signatures NATIVE = Signatures.open(Implementation.NATIVE);
  private static final Signatures JAVA = Signatures.open(Implementation.JAVA);
  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  @Test
  void sign_anyKeyAndMessage_sameBytesInBoth() {
    Property.check(
        200,
        random -> {
          byte[] key = key(random);
          byte[] message = bytes(random, 1 + random.nextInt(300));

          String signature = NATIVE.sign(key, message);

          assertThat(JAVA.sign(key, message)).isEqualTo(signature);
          assertThat(JAVA.publicKey(key)).isEqualTo(NATIVE.publicKey(key));
          assertThat(NATIVE.verify(signature, NATIVE.publicKey(key), message)).isTrue();
          assertThat(JAVA.verify(signature, NATIVE.publicKey(key), message)).isTrue();
        });
  }

  @Test
  void verify_anyByteChanged_isFalseInBoth() {
    Property.check(
        300,
        random -> {
          byte[] key = key(random);
          byte[] message = bytes(random, 20);
          byte[] signature = HEX.parseHex(NATIVE.sign(key, message));
          signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
          String publicKey = NATIVE.publicKey(key);

          assertThat(NATIVE.verify(HEX.formatHex(signature), publicKey, message)).isFalse();
          assertThat(JAVA.verify(HEX.formatHex(signature), publicKey, message)).isFalse();
        });
  }

  @Test
  void verify_anyKeyChanged_isFalseInBoth() {
    Property.check(
        200,
        random -> {
          byte[] key = key(random);
          byte[] message = bytes(random, 20);
          byte[] publicKey = HEX.parseHex(NATIVE.publicKey(key));
          publicKey[random.nextInt(publicKey.length)] ^= (byte) (1 << random.nextInt(8));
          String signature = NATIVE.sign(key, message);

          assertThat(NATIVE.verify(signature, HEX.formatHex(publicKey), message)).isFalse();
          assertThat(JAVA.verify(signature, HEX.formatHex(publicKey), message)).isFalse();
        });
  }

  @Test
  void verify_formsOtherThanStrictDer_areFalseInBoth() {
    byte[] key = HEX.parseHex("01".repeat(32));
    byte[] message = {1, 2, 3};
    String publicKey = NATIVE.publicKey(key);
    byte[] compact = Der.decode(HEX.parseHex(NATIVE.sign(key, message)));
    String der = HEX.formatHex(Der.encode(compact));
    byte[] highS = compact.clone();
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(compact, 32, 64));
    byte[] other = ORDER.subtract(s).toByteArray();
    System.arraycopy(other, other.length - 32, highS, 32, 32);
    List<String> forms =
        List.of(
            HEX.formatHex(compact),
            HEX.formatHex(Der.encode(highS)),
            der + "00",
            der.substring(0, der.length() - 2),
            "3081" + der.substring(2),
            der.toUpperCase(Locale.ROOT),
            "0x" + der,
            der.substring(1),
            "zz",
            "30",
            "3006020100020101",
            "3006020101020100");

    for (Signatures signatures : List.of(NATIVE, JAVA)) {
      assertThat(signatures.verify(der, publicKey, message)).isTrue();
      assertThat(forms).noneMatch(form -> signatures.verify(form, publicKey, message));
    }
  }

  @Test
  void verify_keyOfAnotherForm_isFalseInBoth() {
    byte[] key = HEX.parseHex("01".repeat(32));
    byte[] message = {1, 2, 3};
    String publicKey = NATIVE.publicKey(key);
    String signature = NATIVE.sign(key, message);

    for (Signatures signatures : List.of(NATIVE, JAVA)) {
      for (String form :
          List.of(
              "",
              "02",
              "00",
              publicKey + "00",
              "04" + publicKey.substring(2),
              "zz",
              "05" + publicKey.substring(2),
              "ab".repeat(32),
              "00" + publicKey.substring(2))) {
        assertThat(signatures.verify(signature, form, message)).as(form).isFalse();
      }
    }
  }

  @Test
  void sign_emptyMessageOrBadKey_isRefused() {
    byte[] key = HEX.parseHex("01".repeat(32));

    for (Signatures signatures : List.of(NATIVE, JAVA)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> signatures.sign(key, new byte[0]))
          .withMessageContaining("Message is empty");
      for (byte[] bad : List.of(new byte[32], new byte[31], HEX.parseHex("ff".repeat(32)))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> signatures.sign(bad, new byte[1]))
            .withMessageContaining("Private key is not one of secp256k1");
      }
    }
  }

  @Test
  void verify_emptySignatureOrMessage_isRefused() {
    String publicKey = NATIVE.publicKey(HEX.parseHex("01".repeat(32)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> NATIVE.verify("", publicKey, new byte[1]))
        .withMessageContaining("Signature is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NATIVE.verify("00", publicKey, new byte[0]))
        .withMessageContaining("Message is empty");
  }

  @Test
  void preferred_nativeCannotBeLoaded_signsInJava() {
    byte[] key = HEX.parseHex("01".repeat(32));

    Signatures fallback =
        Signatures.preferred(
            () -> {
              throw new IllegalStateException("no library", new UnsatisfiedLinkError("test"));
            });

    assertThat(fallback.sign(key, new byte[1])).isEqualTo(NATIVE.sign(key, new byte[1]));
  }

  private static byte[] key(RandomGenerator random) {
    byte[] key = bytes(random, 32);
    key[0] = 0x7f;
    return key;
  }

  private static byte[] bytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void newPrivateKey_isAKey() {
    assertThat(Signatures.isPrivateKey(JAVA.newPrivateKey(new SecureRandom()))).isTrue();
  }
}
