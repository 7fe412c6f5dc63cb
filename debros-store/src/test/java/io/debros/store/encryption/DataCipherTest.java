package io.debros.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.UnreadableException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payloads under AES-256-GCM, with what they show and what they hide. */
class DataCipherTest {
  private final EncryptionKeys keys = EncryptionKeys.open(new MemoryEncryptionKeyStore());
  private DataCipher cipher;

  @BeforeEach
  void createKeys() {
    keys.create("ada");
    keys.create("rest");
    cipher = keys.forData((key, value) -> key != null && key.startsWith("ada/") ? "ada" : "rest");
  }

  @Test
  void encrypt_samePayloadTwice_givesOtherBytesThatDecryptToTheSame() {
    byte[] plain = operation("PUT", new CborText("ada/1"), new CborText("secret"));
    Set<String> nonces = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      byte[] sealed = cipher.encrypt(plain);
      assertThat(cipher.decrypt(sealed)).isEqualTo(plain);
      nonces.add(HexFormat.of().formatHex(sealed, 34, 46));
    }

    assertThat(nonces).hasSize(100);
  }

  @Test
  void encrypt_selectorByRow_usesTheKeyOfEachName() {
    byte[] hers = cipher.encrypt(operation("PUT", new CborText("ada/1"), new CborText("a")));
    byte[] others = cipher.encrypt(operation("PUT", new CborText("bob/1"), new CborText("a")));

    keys.forgetAll("ada");

    assertThatThrownBy(() -> cipher.decrypt(hers)).isInstanceOf(UnreadableException.class);
    assertThat(cipher.decrypt(others)).isNotEmpty();
    assertThatThrownBy(
            () -> cipher.encrypt(operation("PUT", new CborText("ada/2"), new CborText("a"))))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("Name has no encryption key")
        .hasMessageNotContaining("ada");
  }

  @Test
  void find_shownWithoutAnyKey_isKeyIdRowAndDeletion() {
    SealedRow put = shown(operation("PUT", new CborText("ada/1"), new CborText("a")));
    SealedRow again = shown(operation("PUT", new CborText("ada/1"), new CborText("b")));
    SealedRow deletion = shown(operation("DEL", new CborText("ada/1"), CborNull.NULL));
    SealedRow other = shown(operation("PUT", new CborText("ada/2"), new CborText("a")));
    SealedRow event = shown(operation("ADD", CborNull.NULL, new CborText("a")));

    assertThat(put).isEqualTo(again);
    assertThat(put.tag()).isEqualTo(cipher.tagOf("ada/1")).hasSize(32);
    assertThat(put.keyId()).isEqualTo(keys.newest("ada").id());
    assertThat(put.deletes()).isFalse();
    assertThat(deletion.tag()).isEqualTo(put.tag());
    assertThat(deletion.deletes()).isTrue();
    assertThat(other.tag()).isNotEqualTo(put.tag());
    assertThat(event.isRow()).isFalse();
    assertThat(event.keyId()).isEqualTo(keys.newest("rest").id());
  }

  @Test
  void decrypt_anyByteChanged_isRefused() {
    byte[] sealed = cipher.encrypt(operation("PUT", new CborText("ada/1"), new CborText("a")));

    for (int at = 0; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> cipher.decrypt(changed))
          .as("byte %s", at)
          .isInstanceOf(UnreadableException.class);
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> cipher.decrypt(cut)).isInstanceOf(UnreadableException.class);
    }
  }

  @Test
  void find_bytesOfAnotherCipher_isNothing() {
    assertThat(DataCipher.find(new PasswordCipher("hello").encrypt(new byte[100]))).isNull();
    assertThat(DataCipher.find(new byte[0])).isNull();
  }

  private SealedRow shown(byte[] operation) {
    return DataCipher.find(cipher.encrypt(operation));
  }

  private static byte[] operation(String name, CborValue key, CborValue value) {
    return DagCbor.encode(
        CborMap.builder()
            .put("op", new CborText(name))
            .put("key", key)
            .put("value", value)
            .build());
  }
}
