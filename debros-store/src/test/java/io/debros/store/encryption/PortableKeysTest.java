package io.debros.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.WrongPassphraseException;
import io.debros.store.identity.Passphrase;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PortableKeysTest {
  private static final Passphrase PASSPHRASE = Passphrase.of("correct horse");

  private final EncryptionKeys here = EncryptionKeys.open(new MemoryEncryptionKeyStore());
  private final EncryptionKeys there = EncryptionKeys.open(new MemoryEncryptionKeyStore());

  @Test
  void keys_asTextAndBack_areTheSame() {
    here.create("ada");
    here.rotate("ada");
    here.forData("ada");

    String text = PortableKeys.of(here).toText(PASSPHRASE);
    int added = PortableKeys.parse(text, PASSPHRASE).into(there);

    assertThat(added).isEqualTo(3);
    assertThat(there.all()).isEqualTo(here.all());
    assertThat(there.newest("ada").secret()).isEqualTo(here.newest("ada").secret());
    assertThat(PortableKeys.parse(text, PASSPHRASE).into(there)).isZero();
  }

  @Test
  void parse_wrongPassphraseOrChangedText_isRefused() {
    here.create("ada");
    String text = PortableKeys.of(here).toText(PASSPHRASE);
    String changed = text.strip().substring(0, text.length() - 3) + "00";

    assertThatThrownBy(() -> PortableKeys.parse(text, Passphrase.of("other")))
        .isInstanceOf(WrongPassphraseException.class);
    assertThatThrownBy(() -> PortableKeys.parse(changed, PASSPHRASE))
        .isInstanceOf(WrongPassphraseException.class);
    for (String other : Arrays.asList("", "debros-keys 1 scrypt", text + text)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PortableKeys.parse(other, PASSPHRASE))
          .withMessageContaining("Text does not have the format");
    }
  }

  @Test
  void into_ringThatForgotAKey_leavesItOut() {
    here.create("ada");
    here.create("bob");
    PortableKeys keys = PortableKeys.of(here);
    keys.into(there);
    there.forgetAll("ada");

    assertThat(keys.into(there)).isZero();
    assertThat(there.names()).containsExactly("bob");
  }

  @Test
  void into_ringWithOtherTags_isRefusedAndChangesNothing() {
    here.create("ada");
    here.forData("ada");
    there.create("own");
    there.forData("own");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PortableKeys.of(here).into(there))
        .withMessageContaining("Keys already make tags of rows in another way");
    assertThat(there.names()).containsExactly("own");
  }

  @Test
  void into_ringThatHasUsedNoKeyYet_takesTheTagsToo() {
    here.create("ada");
    DataCipher cipher = here.forData("ada");
    DataCipher opened = there.forData((key, value) -> "ada");

    assertThat(PortableKeys.of(here).into(there)).isEqualTo(2);
    assertThat(opened.tagOf("row")).isEqualTo(cipher.tagOf("row"));
    assertThat(there.all()).isEqualTo(here.all());
  }

  @Test
  void ensure_nameWithAndWithoutKey_makesOneOnlyOnce() {
    here.ensure("ada");
    String made = here.newest("ada").id();
    here.ensure("ada");

    assertThat(here.of("ada")).extracting(EncryptionKey::id).containsExactly(made);
  }
}
