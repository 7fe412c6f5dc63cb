package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.NotFoundException;
import io.debros.store.error.WrongPassphraseException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * A JSON object of texts. "root" and "signing" hold the private keys in hex; with a passphrase there
 * is "sealed" instead: SecretBox (AES-256-GCM: nonce, ciphertext, tag) over root ‖ signing, under
 * the key that scrypt makes from the passphrase (UTF-8 of its NFC), with "scrypt" = "N r p SALT".
 * What else the object says is authenticated: format, type, name, id, publicKey, hash, scrypt, each
 * followed by a line feed.
 */
/**
 * An identity of type {@code publickey} with both its private keys, on its way to another key
 * store: ours or that of {@code @orbitdb/core}. There it signs as the same writer. The text form is
 * described in the reference under "Encryption". Immutable, thread-safe.
 */
public final class PortableIdentity {
  private static final String FORMAT = "debros-identity/1";
  private static final HexFormat HEX = HexFormat.of();
  private static final int KEY = 32;

  private final String name;
  private final Identity identity;
  private final byte[] rootKey;
  private final byte[] signingKey;

  private PortableIdentity(String name, Identity identity, byte[] rootKey, byte[] signingKey) {
    this.name = name;
    this.identity = identity;
    this.rootKey = rootKey;
    this.signingKey = signingKey;
  }

  /**
   * Takes an identity out of a key store, where it stays.
   *
   * @param name of the identity, as in the settings of its node
   * @throws NotFoundException if the store has not both of its keys
   */
  public static PortableIdentity from(KeyStore keys, String name) {
    Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
    byte[] root = required(keys, name, name, "root");
    byte[] signing = required(keys, signatures.publicKey(root), name, "signing");
    return of(name, root, signing);
  }

  /**
   * Reads the text form.
   *
   * @param passphrase null if the keys are not protected
   * @throws IllegalArgumentException if the text is no exported identity, or its parts do not
   *     belong together
   * @throws WrongPassphraseException if another passphrase protects it, or one does and none was
   *     given
   */
  public static PortableIdentity parse(String json, @Nullable Passphrase passphrase) {
    Map<String, String> fields = FlatJson.parse(json);
    if (fields == null || !FORMAT.equals(fields.get("format"))) {
      throw malformed("format");
    }
    if (!PublicKeyProvider.TYPE.equals(fields.get("type"))) {
      throw malformed("type");
    }
    byte[] both = fields.containsKey("sealed") ? open(fields, passphrase) : plain(fields);
    byte[] root = Arrays.copyOf(both, KEY);
    byte[] signing = Arrays.copyOfRange(both, KEY, 2 * KEY);
    if (!Signatures.isPrivateKey(root) || !Signatures.isPrivateKey(signing)) {
      throw malformed("keys");
    }
    PortableIdentity portable = of(text(fields, "name"), root, signing);
    for (String field : new String[] {"id", "publicKey", "hash"}) {
      if (!text(fields, field).equals(portable.fields().get(field))) {
        throw malformed(field);
      }
    }
    return portable;
  }

  /** The name that finds the identity in a key store. */
  public String name() {
    return name;
  }

  /** The identity that the keys make, on every side. */
  public Identity identity() {
    return identity;
  }

  /**
   * Puts both keys into a key store; nothing happens if they are there.
   *
   * @throws IllegalArgumentException if the name belongs to another identity there
   */
  public void into(KeyStore keys) {
    byte[] root = keys.putIfAbsent(name, rootKey.clone());
    if (!Arrays.equals(root, rootKey)) {
      throw taken("name", name);
    }
    byte[] signing = keys.putIfAbsent(identity.id(), signingKey.clone());
    if (!Arrays.equals(signing, signingKey)) {
      throw taken("id", identity.id());
    }
  }

  /**
   * The text form, a JSON object. Without a passphrase it holds the private keys in plain: whoever
   * reads it can write in this name.
   *
   * @param passphrase that protects the keys; null for none
   */
  public String toJson(@Nullable Passphrase passphrase) {
    return toJson(passphrase, new SecureRandom(), Scrypt.fresh(new SecureRandom()));
  }

  String toJson(@Nullable Passphrase passphrase, SecureRandom random, Scrypt parameters) {
    Map<String, String> fields = fields();
    if (passphrase == null) {
      fields.put("root", HEX.formatHex(rootKey));
      fields.put("signing", HEX.formatHex(signingKey));
      return FlatJson.encode(fields);
    }
    fields.put("scrypt", encode(parameters));
    byte[] both = Arrays.copyOf(rootKey, 2 * KEY);
    System.arraycopy(signingKey, 0, both, KEY, KEY);
    byte[] key = parameters.key(passphrase);
    fields.put("sealed", HEX.formatHex(SecretBox.seal(random, key, associated(fields), both)));
    return FlatJson.encode(fields);
  }

  /** Name and identity hash; never a key. */
  @Override
  public String toString() {
    return "PortableIdentity[" + name + ", " + identity.hash() + "]";
  }

  private static PortableIdentity of(String name, byte[] root, byte[] signing) {
    KeyStore both = new MemoryKeyStore();
    Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
    both.putIfAbsent(name, root);
    both.putIfAbsent(signatures.publicKey(root), signing);
    return new PortableIdentity(name, Identities.made(both, signatures, name), root, signing);
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("type", identity.type());
    fields.put("name", name);
    fields.put("id", identity.id());
    fields.put("publicKey", identity.publicKey());
    fields.put("hash", identity.hash().toString());
    return fields;
  }

  private static byte[] associated(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    for (String field :
        new String[] {"format", "type", "name", "id", "publicKey", "hash", "scrypt"}) {
      text.append(text(fields, field)).append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] plain(Map<String, String> fields) {
    return hex(text(fields, "root") + text(fields, "signing"), 2 * KEY, "keys");
  }

  private static byte[] open(Map<String, String> fields, @Nullable Passphrase passphrase) {
    if (passphrase == null) {
      throw new WrongPassphraseException(
          problem("Exported identity is protected by a passphrase, and none was given")
              .at("id", fields.get("id"))
              .advice("Give the passphrase that it was exported with"));
    }
    byte[] sealed = hex(text(fields, "sealed"), 2 * KEY + SecretBox.OVERHEAD, "sealed");
    byte[] key = parseScrypt(text(fields, "scrypt")).key(passphrase);
    byte[] both = SecretBox.open(key, associated(fields), sealed);
    if (both == null) {
      throw new WrongPassphraseException(
          problem("Passphrase of the exported identity is wrong, or the text was changed")
              .at("id", fields.get("id"))
              .advice("Give the passphrase that it was exported with"));
    }
    return both;
  }

  private static String encode(Scrypt parameters) {
    return parameters.cost()
        + " "
        + parameters.blockSize()
        + " "
        + parameters.parallelism()
        + " "
        + HEX.formatHex(parameters.salt());
  }

  private static Scrypt parseScrypt(String text) {
    if (!text.matches("[0-9]{1,9} [0-9]{1,4} [0-9]{1,4} [0-9a-f]+") || text.length() > 200) {
      throw malformed("scrypt");
    }
    String[] parts = text.split(" ", -1);
    Scrypt parameters =
        new Scrypt(
            Integer.parseInt(parts[0]),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]),
            hex(parts[3], parts[3].length() / 2, "scrypt"));
    if (!parameters.isReasonable()) {
      throw malformed("scrypt");
    }
    return parameters;
  }

  private static byte[] hex(String text, int bytes, String field) {
    if (text.length() != 2 * bytes || !text.matches("[0-9a-f]*")) {
      throw malformed(field);
    }
    return HEX.parseHex(text);
  }

  private static String text(Map<String, String> fields, String name) {
    String text = fields.get(name);
    if (text == null || text.isEmpty()) {
      throw malformed(name);
    }
    return text;
  }

  private static byte[] required(KeyStore keys, String id, String name, String which) {
    byte[] key = keys.find(id);
    if (key == null) {
      throw new NotFoundException(
          problem("Key store lacks a key of the identity")
              .at("name", name)
              .at("key", which)
              .advice("Name an identity that a node of this key store has written with"));
    }
    return key;
  }

  private static IllegalArgumentException taken(String what, String value) {
    return new IllegalArgumentException(
        problem("Key store has another key for the identity")
            .at(what, value)
            .advice("Import it into a key store that does not use this name")
            .toString());
  }

  private static IllegalArgumentException malformed(String field) {
    return new IllegalArgumentException(
        problem("Text is not an exported identity")
            .at("field", field)
            .advice("Export it again, and change nothing in the text")
            .toString());
  }
}
