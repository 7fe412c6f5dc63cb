package io.debros.store.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockStore;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.identity.Signatures;
import io.debros.store.storage.MemoryStorage;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The writers of a vector file: their keys, and the identities that these must give. */
public final class VectorIdentities {
  private final KeyStore keys = new MemoryKeyStore();
  private final Signatures signatures;
  private final Map<String, Identity> byName = new LinkedHashMap<>();

  private VectorIdentities(Signatures signatures) {
    this.signatures = signatures;
  }

  /** Creates every identity in the field {@code identities} and compares it with the file. */
  public static VectorIdentities load(JsonNode file) {
    return load(file, Signatures.open(Signatures.Implementation.PREFERRED));
  }

  /** The same with a chosen implementation of signatures. */
  public static VectorIdentities load(JsonNode file, Signatures signatures) {
    VectorIdentities loaded = new VectorIdentities(signatures);
    Vectors.cases(file, "identities").forEach(loaded::create);
    return loaded;
  }

  /** The identity of a writer. */
  public Identity get(String name) {
    Identity identity = byName.get(name);
    if (identity == null) {
      throw Vectors.unknown("identity", name);
    }
    return identity;
  }

  /** All of them, by name. */
  public Map<String, Identity> all() {
    return byName;
  }

  /** Identities with the keys of all writers, over a block store. */
  public Identities over(BlockStore blocks) {
    return Identities.withPublicKeys(keys, signatures, blocks);
  }

  /** The key store with the keys of all writers. */
  public KeyStore keys() {
    return keys;
  }

  private void create(JsonNode node) {
    Vectors.requireFields(
        node,
        "name",
        "rootPrivateKey",
        "signingPrivateKey",
        "id",
        "publicKey",
        "signatures",
        "type",
        "hash",
        "bytes",
        "rootPublicKey",
        "signedForId",
        "signedForPublicKey",
        "keystoreEntries");
    String name = Vectors.text(node, "name");
    keys.putIfAbsent(name, Vectors.hex(node, "rootPrivateKey"));
    keys.putIfAbsent(Vectors.text(node, "id"), Vectors.hex(node, "signingPrivateKey"));

    Identity identity = over(new BlockStore(new MemoryStorage())).create(name);

    JsonNode given = Vectors.requireFields(node.path("signatures"), "id", "publicKey");
    assertThat(identity.id()).isEqualTo(Vectors.text(node, "id"));
    assertThat(identity.publicKey()).isEqualTo(Vectors.text(node, "publicKey"));
    assertThat(identity.idSignature()).isEqualTo(Vectors.text(given, "id"));
    assertThat(identity.publicKeySignature()).isEqualTo(Vectors.text(given, "publicKey"));
    assertThat(identity.type()).isEqualTo(Vectors.text(node, "type"));
    assertThat(identity.block().bytes()).isEqualTo(Vectors.hex(node, "bytes"));
    assertThat(identity.hash()).hasToString(Vectors.text(node, "hash"));
    byName.put(name, identity);
  }
}
