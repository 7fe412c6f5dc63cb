package io.debros.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockStore;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import org.junit.jupiter.api.Test;

/** Creating, finding and verifying identities, signing in their names. */
class IdentitiesTest {
  private static final Signatures SIGNATURES = Signatures.open(Signatures.Implementation.PREFERRED);

  private final KeyStore keys = new MemoryKeyStore();
  private final MemoryStorage storage = new MemoryStorage();
  private final Identities identities = over(keys);

  @Test
  void create_sameNameAndKeys_sameIdentity() {
    Identity identity = identities.create("ada");

    assertThat(over(keys).create("ada")).isEqualTo(identity);
    assertThat(identities.create("bob")).isNotEqualTo(identity);
    assertThat(over(new MemoryKeyStore()).create("ada")).isNotEqualTo(identity);
  }

  @Test
  void create_emptyNameOrUnknownType_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identities.create(""))
        .withMessageContaining("Id of a key is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identities.create("ada", "did"))
        .withMessageContaining("Identity provider is not known {type=did, known=[publickey]}");
  }

  @Test
  void sign_withoutTheKey_isRefused() {
    Identity identity = identities.create("ada");

    assertThatThrownBy(() -> over(new MemoryKeyStore()).sign(identity, new byte[1]))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("Key store has no signing key of the identity");
  }

  @Test
  void sign_byAnInstanceThatDidNotCreateIt_findsTheKey() {
    Identity identity = identities.create("ada");

    String signature = over(keys).sign(identity, new byte[] {1});

    assertThat(identities.verify(signature, identity.publicKey(), new byte[] {1})).isTrue();
  }

  @Test
  void find_storedBlock_isVerifiable() {
    Identity identity = identities.create("ada");
    StorageBatch batch = new StorageBatch();
    new BlockStore(storage).put(batch, identity.block());
    storage.write(batch);
    Identities others = over(new MemoryKeyStore());

    Identity found = others.find(identity.hash());

    assertThat(found).isEqualTo(identity);
    assertThat(others.verify(found)).isTrue();
    assertThat(others.find(Cid.ofDagCbor(new byte[1]))).isNull();
  }

  @Test
  void verify_sameIdSignatureButOtherContents_isFalse() {
    Identity identity = identities.create("ada");
    Identity changed =
        Identity.of(
            identity.id(),
            identity.publicKey(),
            identity.idSignature(),
            identity.idSignature(),
            identity.type());

    assertThat(identities.verify(identity)).isTrue();
    assertThat(identities.verify(changed)).isFalse();
  }

  @Test
  void decode_notAnIdentity_isReported() {
    assertThatThrownBy(() -> Identity.decode(new byte[] {(byte) 0xa0}))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("Block is not an identity")
        .hasMessageContaining("missing=id");
    assertThatThrownBy(() -> Identity.decode(new byte[] {1}))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("Block is not an identity");
  }

  private Identities over(KeyStore store) {
    return Identities.withPublicKeys(store, SIGNATURES, new BlockStore(storage));
  }
}
