package io.debros.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockStore;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.WrongPassphraseException;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An identity moves from one key store to another. */
class PortableIdentityTest {
  private static final String NAME = "ünter \"quote\" \\ \n";
  private static final Passphrase RIGHT = Passphrase.of("correct horse");
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyStore keys;
  private Identity identity;

  @BeforeEach
  void create() {
    keys = new MemoryKeyStore();
    identity = identities(keys).create(NAME);
  }

  @Test
  void into_otherKeyStore_makesTheSameIdentityThatSigns() {
    KeyStore other = new MemoryKeyStore();

    PortableIdentity.parse(PortableIdentity.from(keys, NAME).toJson(null), null).into(other);

    Identities there = identities(other);
    assertThat(there.create(NAME)).isEqualTo(identity);
    assertThat(there.sign(identity, new byte[] {1}))
        .isEqualTo(identities(keys).sign(identity, new byte[] {1}));
  }

  @Test
  void toJson_withPassphrase_opensWithItOnly() {
    String json = sealed();

    assertThat(PortableIdentity.parse(json, RIGHT).identity()).isEqualTo(identity);
    assertThat(PortableIdentity.parse(json, RIGHT).name()).isEqualTo(NAME);
    assertThat(json).doesNotContain("\"root\"", "\"signing\"");
    assertThatThrownBy(() -> PortableIdentity.parse(json, null))
        .isInstanceOf(WrongPassphraseException.class);
    assertThatThrownBy(() -> PortableIdentity.parse(json, Passphrase.of("battery staple")))
        .isInstanceOf(WrongPassphraseException.class)
        .hasMessageNotContaining("battery");
  }

  @Test
  void parse_anyFieldChanged_isRefused() {
    for (String json : new String[] {PortableIdentity.from(keys, NAME).toJson(null), sealed()}) {
      Map<String, String> fields = FlatJson.parse(json);
      for (String field : fields.keySet()) {
        for (String value : new String[] {"", "0", fields.get(field).replace('1', '2') + "1"}) {
          if (field.equals("name") && fields.containsKey("root") && !value.isEmpty()) {
            continue; // a name of its own is the owner's choice
          }
          Map<String, String> changed = new LinkedHashMap<>(fields);
          changed.put(field, value);
          assertThatThrownBy(() -> PortableIdentity.parse(FlatJson.encode(changed), RIGHT))
              .as("%s=%s", field, value)
              .isInstanceOfAny(IllegalArgumentException.class, WrongPassphraseException.class);
        }
      }
    }
  }

  @Test
  void parse_anythingElse_isRefused() {
    String json = PortableIdentity.from(keys, NAME).toJson(null);
    for (String text :
        new String[] {
          "",
          "{}",
          "[]",
          json + json,
          json.replace("\"", "'"),
          json.replace("}", ",}"),
          "{\"format\": 1}",
          "{\"a\": \"b\", \"a\": \"c\"}",
          "{\"a\": \"\\x\"}",
          "{\"a\"}"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PortableIdentity.parse(text, null))
          .withMessageContaining("Text is not an exported identity");
    }
  }

  @Test
  void parse_scryptOfATerabyte_isRefusedWithoutTrying() {
    String json = sealed().replaceFirst("\"scrypt\": \"2 ", "\"scrypt\": \"536870912 ");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PortableIdentity.parse(json, RIGHT))
        .withMessageContaining("field=scrypt");
  }

  @Test
  void into_nameIsTaken_isRefusedAndChangesNothing() {
    KeyStore other = new MemoryKeyStore();
    Identity theirs = identities(other).create(NAME);
    PortableIdentity portable = PortableIdentity.from(keys, NAME);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> portable.into(other))
        .withMessageContaining("Key store has another key for the identity");
    assertThat(identities(other).create(NAME)).isEqualTo(theirs);
    portable.into(keys);
    assertThat(identities(keys).create(NAME)).isEqualTo(identity);
  }

  @Test
  void from_unknownName_isReported() {
    assertThatThrownBy(() -> PortableIdentity.from(keys, "nobody"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("Key store lacks a key of the identity");
  }

  @Test
  void from_vectors_giveTheIdentitiesOfJavaScript() {
    VectorIdentities vectors = VectorIdentities.load(Vectors.load("identities.json"));

    assertThat(vectors.all()).isNotEmpty();
    vectors
        .all()
        .forEach(
            (name, expected) ->
                assertThat(PortableIdentity.from(vectors.keys(), name).identity())
                    .isEqualTo(expected));
  }

  @Test
  void toString_showsNoKey() {
    PortableIdentity portable = PortableIdentity.from(keys, NAME);
    String root = FlatJson.parse(portable.toJson(null)).get("root");

    assertThat(portable.toString()).contains(identity.hash().toString()).doesNotContain(root);
  }

  private String sealed() {
    return PortableIdentity.from(keys, NAME).toJson(RIGHT, RANDOM, Scrypt.fresh(RANDOM, 2));
  }

  private static Identities identities(KeyStore keys) {
    Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
    return Identities.withPublicKeys(keys, signatures, new BlockStore(new MemoryStorage()));
  }
}
