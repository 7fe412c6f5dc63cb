package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockStore;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Creates, finds and verifies identities, and signs in their names. Thread-safe. */
public final class Identities {
  private static final int CACHED = 1000;

  private final KeyStore keys;
  private final Signatures signatures;
  private final SecureRandom random;
  private final BlockStore blocks;
  private final Map<String, IdentityProvider> providers = new HashMap<>();
  private final Map<String, byte[]> signingKeys = new ConcurrentHashMap<>();
  private final BoundedCache<Cid, Identity> verified = new BoundedCache<>(CACHED);

  /**
   * Identities of the given providers; the built-in one is {@link PublicKeyProvider}.
   *
   * @throws IllegalArgumentException if two of them have one type
   */
  public Identities(
      KeyStore keys,
      Signatures signatures,
      SecureRandom random,
      BlockStore blocks,
      Collection<IdentityProvider> providers) {
    this.keys = keys;
    this.signatures = signatures;
    this.random = random;
    this.blocks = blocks;
    providers.forEach(this::register);
  }

  /** Identities with the built-in provider only. */
  public static Identities withPublicKeys(KeyStore keys, Signatures signatures, BlockStore blocks) {
    return withPublicKeys(keys, signatures, blocks, List.of());
  }

  /**
   * Identities with the built-in provider and others.
   *
   * @throws IllegalArgumentException if two of them have one type
   */
  public static Identities withPublicKeys(
      KeyStore keys,
      Signatures signatures,
      BlockStore blocks,
      Collection<IdentityProvider> others) {
    SecureRandom random = new SecureRandom();
    List<IdentityProvider> providers = new ArrayList<>();
    providers.add(new PublicKeyProvider(keys, signatures, random));
    providers.addAll(others);
    return new Identities(keys, signatures, random, blocks, providers);
  }

  /** The identity of a name, of type {@code publickey}: the same one as long as the keys live. */
  public Identity create(String name) {
    return create(name, PublicKeyProvider.TYPE);
  }

  /**
   * The identity of a name; keys that are absent are created. Its block is not stored here but with
   * the first entry that names it.
   *
   * @throws IllegalArgumentException if there is no provider of that type, or the name is empty
   */
  public Identity create(String name, String type) {
    IdentityProvider provider = provider(type);
    String id = provider.id(name);
    byte[] key = keys.find(id);
    if (key == null) {
      key = keys.putIfAbsent(id, signatures.newPrivateKey(random));
    }
    Identity identity = signed(provider, signatures, name, key);
    signingKeys.put(id, key);
    verified.put(identity.hash(), identity);
    return identity;
  }

  /** The identity of a name of which both keys are there. */
  static Identity made(KeyStore keys, Signatures signatures, String name) {
    IdentityProvider provider = new PublicKeyProvider(keys, signatures, new SecureRandom());
    byte[] key = Objects.requireNonNull(keys.find(provider.id(name)), "signing key");
    return signed(provider, signatures, name, key);
  }

  private static Identity signed(
      IdentityProvider provider, Signatures signatures, String name, byte[] key) {
    String id = provider.id(name);
    String publicKey = signatures.publicKey(key);
    String idSignature = signatures.sign(key, Identity.utf8(id));
    String publicKeySignature = provider.sign(name, publicKey + idSignature);
    return Identity.of(id, publicKey, idSignature, publicKeySignature, provider.type());
  }

  /**
   * The identity of a block, from memory or from the block store; null if its block is not here.
   *
   * @throws io.debros.store.error.BadBlockException if the block is not an identity
   */
  public @Nullable Identity find(Cid hash) {
    Identity known = verified.find(hash);
    if (known != null) {
      return known;
    }
    byte[] bytes = blocks.find(hash);
    return bytes == null ? null : Identity.decode(bytes);
  }

  /** Whether identities of that type can be verified. */
  public boolean supports(String type) {
    return providers.containsKey(type);
  }

  /**
   * Whether both signatures of an identity are right; remembered by its hash.
   *
   * @throws IllegalArgumentException if there is no provider of its type
   */
  public boolean verify(Identity identity) {
    if (verified.find(identity.hash()) != null) {
      return true;
    }
    boolean right =
        signatures.verify(
                identity.idSignature(), identity.publicKey(), Identity.utf8(identity.id()))
            && provider(identity.type()).verify(identity);
    if (right) {
      verified.put(identity.hash(), identity);
    }
    return right;
  }

  /**
   * Signs a message with the signing key of an identity: DER in hex.
   *
   * @throws NotFoundException if this node has no signing key of it
   */
  public String sign(Identity identity, byte[] message) {
    byte[] key = signingKeys.get(identity.id());
    if (key == null) {
      key = signingKey(identity);
      signingKeys.put(identity.id(), key);
    }
    return signatures.sign(key, message);
  }

  /** Whether a signature is one of the key over the message; as {@link Signatures#verify}. */
  public boolean verify(String signature, String publicKey, byte[] message) {
    return signatures.verify(signature, publicKey, message);
  }

  private void register(IdentityProvider provider) {
    if (providers.putIfAbsent(provider.type(), provider) != null) {
      throw new IllegalArgumentException(
          problem("Two identity providers have one type")
              .at("type", provider.type())
              .advice("Register one provider of each type; publickey is built in")
              .toString());
    }
  }

  private byte[] signingKey(Identity identity) {
    byte[] key = keys.find(identity.id());
    if (key == null || !signatures.publicKey(key).equals(identity.publicKey())) {
      throw new NotFoundException(
          problem("Key store has no signing key of the identity")
              .at("identity", identity.hash())
              .advice("Sign with an identity that was created with this key store"));
    }
    return key;
  }

  private IdentityProvider provider(String type) {
    IdentityProvider provider = providers.get(type);
    if (provider == null) {
      throw new IllegalArgumentException(
          problem("Identity provider is not known")
              .at("type", type)
              .at("known", new TreeSet<>(providers.keySet()))
              .advice("Register a provider of that type in the settings of the node")
              .toString());
    }
    return provider;
  }
}
