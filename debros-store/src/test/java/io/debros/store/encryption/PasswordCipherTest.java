package io.debros.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.UnreadableException;
import io.debros.store.testing.Vectors;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The format of the password module published beside OrbitDB. */
class PasswordCipherTest {
  @TestFactory
  Stream<DynamicTest> decrypt_sampleOfJavaScript_givesThePlainText() {
    JsonNode simple = Vectors.load("encryption.json").get("simpleEncryption");
    return Vectors.cases(simple, "samples")
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    Vectors.text(sample, "plaintext").length() / 2 + " bytes",
                    () -> assertDecrypts(sample)));
  }

  @Test
  void encrypt_manyMessages_neverRepeatANonceAndDecrypt() {
    PasswordCipher cipher = new PasswordCipher("hello");
    byte[] first = cipher.encrypt(new byte[] {1});
    byte[] second = cipher.encrypt(new byte[] {1});

    assertThat(Arrays.copyOf(first, 16)).isEqualTo(Arrays.copyOf(second, 16));
    assertThat(Arrays.copyOfRange(first, 16, 28)).isNotEqualTo(Arrays.copyOfRange(second, 16, 28));
    assertThat(new PasswordCipher("hello").decrypt(first)).isEqualTo(new byte[] {1});
    assertThat(new PasswordCipher("hello").decrypt(second)).isEqualTo(new byte[] {1});
  }

  @Test
  void decrypt_otherPasswordOrChangedBytes_isUnreadable() {
    byte[] sealed = new PasswordCipher("hello").encrypt(new byte[] {1});

    assertThatThrownBy(() -> new PasswordCipher("hallo").decrypt(sealed))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("cannot be decrypted with this password")
        .hasMessageNotContaining("hallo");
    for (int at : new int[] {0, 20, 28, sealed.length - 1}) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> new PasswordCipher("hello").decrypt(changed))
          .isInstanceOf(UnreadableException.class);
    }
    assertThatThrownBy(() -> new PasswordCipher("hello").decrypt(new byte[43]))
        .isInstanceOf(UnreadableException.class);
  }

  @Test
  void password_empty_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PasswordCipher(""));
  }

  private static void assertDecrypts(JsonNode sample) {
    Vectors.requireFields(sample, "password", "plaintext", "ciphertext", "salt", "nonce");
    byte[] plain =
        new PasswordCipher(Vectors.text(sample, "password"))
            .decrypt(Vectors.hex(sample, "ciphertext"));

    assertThat(plain).isEqualTo(Vectors.hex(sample, "plaintext"));
  }
}
