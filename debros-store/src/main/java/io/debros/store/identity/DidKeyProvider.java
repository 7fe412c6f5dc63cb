package io.debros.store.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.multiformats.Multibase;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/*
 * The signature of the public key is a JSON web signature with its payload left out: HEADER..SIGNATURE,
 * both base64url without padding. The header is {"alg":"EdDSA","kid":"<did>#<fragment>"} without
 * blanks, the payload the bytes behind the two hex texts of Identity.signedByProvider. A header of
 * other bytes is refused although its signature may be right: then one key gives one signature, and
 * nobody makes copies of an identity under other hashes.
 */
/**
 * The provider {@code did}: the id is {@code did:key:z6Mk…}, an Ed25519 key that signs for the
 * signing key. The same bytes as {@code @orbitdb/identity-provider-did} with {@code
 * key-did-provider-ed25519}; of the methods of DIDs only {@code did:key} with Ed25519 is known.
 *
 * <p>The seed of the Ed25519 key is in the key store under {@link #seedId}; put one of your own
 * there before the identity is first created. Thread-safe.
 *
 * @see <a href="https://w3c-ccg.github.io/did-key-spec/">did:key</a>
 */
public final class DidKeyProvider implements IdentityProvider {
  /** The type of these identities. */
  public static final String TYPE = "did";

  private static final String PREFIX = "did:key:";
  private static final byte[] ED25519_CODEC = {(byte) 0xed, 0x01};
  private static final String SEPARATOR = "..";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyStore keys;
  private final SecureRandom random = new SecureRandom();

  /** Identities whose Ed25519 keys are in a key store, or come into it. */
  public DidKeyProvider(KeyStore keys) {
    this.keys = keys;
  }

  /** Where the key store has the 32 bytes of the Ed25519 seed of a user. */
  public static String seedId(String name) {
    return "ed25519:" + name;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String id(String name) {
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed(name), 0, publicKey, 0);
    byte[] key = Arrays.copyOf(ED25519_CODEC, ED25519_CODEC.length + publicKey.length);
    System.arraycopy(publicKey, 0, key, ED25519_CODEC.length, publicKey.length);
    return PREFIX + Multibase.BASE58BTC.encode(key);
  }

  @Override
  public String sign(String name, String text) {
    String header = header(id(name));
    byte[] message = message(header, text);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed(name), 0, message, 0, message.length, signature, 0);
    return header + SEPARATOR + BASE64.encodeToString(signature);
  }

  @Override
  public boolean verify(Identity identity) {
    byte[] publicKey = findPublicKey(identity.id());
    if (publicKey == null) {
      return false;
    }
    String header = header(identity.id());
    byte[] signature = findSignature(header + SEPARATOR, identity.publicKeySignature());
    if (signature == null || !isHex(identity.signedByProvider())) {
      return false;
    }
    byte[] message = message(header, identity.signedByProvider());
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }

  private byte[] seed(String name) {
    byte[] seed = keys.find(seedId(name));
    return seed != null ? seed : keys.putIfAbsent(seedId(name), newSeed());
  }

  /** Any 32 bytes would do; these are also a number that key stores for secp256k1 take. */
  private byte[] newSeed() {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    do {
      random.nextBytes(seed);
    } while (!Signatures.isPrivateKey(seed));
    return seed;
  }

  private static String header(String did) {
    String kid = did + "#" + did.substring(PREFIX.length());
    return base64("{\"alg\":\"EdDSA\",\"kid\":\"" + kid + "\"}");
  }

  private static byte[] message(String header, String hex) {
    String payload = BASE64.encodeToString(HexFormat.of().parseHex(hex));
    return (header + "." + payload).getBytes(US_ASCII);
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(US_ASCII));
  }

  private static byte @Nullable [] findPublicKey(String did) {
    if (!did.startsWith(PREFIX + "z")) {
      return null;
    }
    byte[] key = findBytes(did.substring(PREFIX.length()));
    int codec = ED25519_CODEC.length;
    return key != null
            && key.length == codec + Ed25519.PUBLIC_KEY_SIZE
            && Arrays.equals(key, 0, codec, ED25519_CODEC, 0, codec)
        ? Arrays.copyOfRange(key, codec, key.length)
        : null;
  }

  private static byte @Nullable [] findBytes(String multibase) {
    try {
      return Multibase.decode(multibase);
    } catch (IllegalArgumentException notBase58) {
      return null;
    }
  }

  private static byte @Nullable [] findSignature(String prefix, String text) {
    if (!text.startsWith(prefix)) {
      return null;
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(text.substring(prefix.length()));
      boolean canonical = text.equals(prefix + BASE64.encodeToString(signature));
      return canonical && signature.length == Ed25519.SIGNATURE_SIZE ? signature : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static boolean isHex(String text) {
    return text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit);
  }
}
