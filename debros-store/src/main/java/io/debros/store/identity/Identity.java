package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ties a signing key to the id that access lists use. Immutable, thread-safe; equal if the blocks
 * are. Decoding checks the form only; {@link Identities#verify} checks the signatures.
 */
public final class Identity {
  private final String id;
  private final String publicKey;
  private final String idSignature;
  private final String publicKeySignature;
  private final String type;
  private final Block block;

  private Identity(CborMap fields, Block block) {
    this.id = text(fields, "id", block.cid());
    this.publicKey = text(fields, "publicKey", block.cid());
    CborMap signatures = signatures(fields, block.cid());
    this.idSignature = text(signatures, "id", block.cid());
    this.publicKeySignature = text(signatures, "publicKey", block.cid());
    this.type = text(fields, "type", block.cid());
    this.block = block;
  }

  /** An identity of these parts, none of which is empty. */
  public static Identity of(
      String id, String publicKey, String idSignature, String publicKeySignature, String type) {
    CborMap fields =
        CborMap.of(
            Map.of(
                "id", new CborText(id),
                "publicKey", new CborText(publicKey),
                "signatures",
                    CborMap.of(
                        Map.of(
                            "id", new CborText(idSignature),
                            "publicKey", new CborText(publicKeySignature))),
                "type", new CborText(type)));
    return new Identity(fields, Block.of(fields));
  }

  /**
   * Reads the block of an identity. Fields that are not known are kept in the block and ignored.
   *
   * @throws BadBlockException if it is not canonical, or one of the five parts is absent or empty
   */
  public static Identity decode(byte[] bytes) {
    Cid hash = Cid.ofDagCbor(bytes);
    if (DagCbor.decode(bytes) instanceof CborMap fields) {
      return new Identity(fields, new Block(hash, bytes));
    }
    throw incomplete("(all)", hash);
  }

  /** What access lists contain; for type {@code publickey} the root public key in hex. */
  public String id() {
    return id;
  }

  /** The signing public key in hex, which entries carry as {@code key}. */
  public String publicKey() {
    return publicKey;
  }

  /** Signature by the signing key over the id. */
  public String idSignature() {
    return idSignature;
  }

  /** What the provider signed: {@link #signedByProvider}. */
  public String publicKeySignature() {
    return publicKeySignature;
  }

  /** Name of the provider. */
  public String type() {
    return type;
  }

  /** CID of the block, which entries carry as {@code identity}. */
  public Cid hash() {
    return block.cid();
  }

  /** The block as it was received. */
  public Block block() {
    return block;
  }

  /**
   * Whether the block holds anything beside the five parts. No signature covers that: with it,
   * anybody could make other blocks of the same identity.
   */
  public boolean hasUnknownFields() {
    return !of(id, publicKey, idSignature, publicKeySignature, type).equals(this);
  }

  /** The text over which the provider gives its signature: public key and id signature, in hex. */
  public String signedByProvider() {
    return publicKey + idSignature;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Identity that && hash().equals(that.hash());
  }

  @Override
  public int hashCode() {
    return hash().hashCode();
  }

  @Override
  public String toString() {
    return "Identity " + id + " (" + type + ")";
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static CborMap signatures(CborMap fields, Cid hash) {
    if (fields.find("signatures") instanceof CborMap signatures) {
      return signatures;
    }
    throw incomplete("signatures", hash);
  }

  private static String text(CborMap fields, String name, Cid hash) {
    CborValue value = fields.find(name);
    if (value instanceof CborText text && !text.value().isEmpty()) {
      return text.value();
    }
    throw incomplete(name, hash);
  }

  private static BadBlockException incomplete(String field, Cid hash) {
    return new BadBlockException(
        problem("Block is not an identity")
            .at("block", hash)
            .at("missing", field)
            .advice("Ask the writer for an identity with id, publicKey, signatures and type"));
  }
}
