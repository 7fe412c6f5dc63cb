package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborSlice;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.UnreadableException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed record of a log. Keeps the bytes that were received or signed; reads most fields out of
 * them when they are asked for. Immutable, thread-safe; equal if the hashes are.
 *
 * @see <a href="https://github.com/orbitdb/orbitdb/blob/main/docs/OPLOG.md">OrbitDB oplog</a>
 */
public final class Entry implements LogNode {
  /** Largest block of an entry in bytes: what the block exchange of IPFS carries. */
  public static final int MAX_BYTES = 2 << 20;

  private final Cid hash;

  /** As stored and sent. */
  private final byte[] block;

  /** The signed fields and those beside them: the block, unless that is encrypted as a whole. */
  private final byte[] bytes;

  private final Clock clock;
  private final List<Cid> next;
  private final @Nullable EntryCipher dataCipher;

  /** Null if the entry was not read for a join. */
  private final EntryFormat.@Nullable Kept kept;

  /** Decoded when first asked for, unless encrypted: a key may be forgotten. */
  private @Nullable CborValue payload;

  /** Where the payload is in the bytes, behind all links; found when first asked for. */
  private @Nullable CborSlice payloadAt;

  private Entry(
      Cid hash, byte[] block, byte[] bytes, EntryFormat.Links links, Encryption encryption) {
    this(hash, block, bytes, new EntryFormat.Checked(links, null), encryption.data());
  }

  private Entry(
      Cid hash,
      byte[] block,
      byte[] bytes,
      EntryFormat.Checked checked,
      @Nullable EntryCipher dataCipher) {
    this.hash = hash;
    this.block = block;
    this.bytes = bytes;
    this.clock = checked.links().clock();
    this.next = checked.links().next();
    this.dataCipher = dataCipher;
    this.kept = checked.kept();
    this.payload = kept == null ? null : kept.payload();
  }

  /**
   * Signs an operation. The logs do this; what it makes is part of no log yet.
   *
   * @param payload anything but null
   * @param next heads of the log, newest first
   * @param refs older entries, newest first
   * @throws IllegalArgumentException if a part is missing, or the entry would be too large
   */
  public static Entry create(
      Identities identities,
      Identity identity,
      String logId,
      CborValue payload,
      Clock clock,
      List<Cid> next,
      List<Cid> refs) {
    return create(identities, identity, logId, payload, clock, next, refs, Encryption.NONE);
  }

  /** The same, encrypted. */
  static Entry create(
      Identities identities,
      Identity identity,
      String logId,
      CborValue payload,
      Clock clock,
      List<Cid> next,
      List<Cid> refs,
      Encryption encryption) {
    require(identity != null, "identity");
    require(logId != null, "id of the log");
    require(payload != null && payload != CborNull.NULL, "payload");
    require(next != null, "next");
    CborValue stored = EntryEncryption.payload(payload, encryption);
    byte[] signed = EntryFormat.signed(logId, stored, clock, next, refs);
    String signature = identities.sign(identity, signed);
    byte[] bytes = EntryFormat.block(signed, identity.publicKey(), signature, identity.hash());
    byte[] block = EntryEncryption.block(bytes, encryption);
    if (block.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          problem("Entry is too large")
              .at("bytes", block.length)
              .at("most", MAX_BYTES)
              .advice("Split the document, or keep large content outside of it")
              .toString());
    }
    EntryFormat.Links links = new EntryFormat.Links(clock, List.copyOf(next));
    Entry entry = new Entry(Cid.ofDagCbor(block), block, bytes, links, encryption);
    if (stored == payload) {
      entry.payload = payload;
    }
    return entry;
  }

  /**
   * Reads a block from anywhere and checks its form, not its signature: canonical, not too large,
   * version 2, the nine fields and no other, each of its type. {@link Oplog#decode(byte[])} reads
   * blocks that are encrypted.
   *
   * @throws BadEntryException naming the hash of the bytes
   * @throws UnreadableException if the block is encrypted as a whole
   */
  public static Entry decode(byte[] bytes) {
    return decode(Cid.ofDagCbor(bytes), bytes, UnknownFields.REFUSE, Encryption.NONE, null);
  }

  /**
   * The same for blocks and payloads that may be encrypted.
   *
   * @throws UnreadableException if the block is encrypted as a whole, and cannot be decrypted
   */
  public static Entry decode(byte[] bytes, Encryption encryption) {
    return decode(Cid.ofDagCbor(bytes), bytes, UnknownFields.REFUSE, encryption, null);
  }

  /** Whether a block is encrypted as a whole, so that only its log can read it. */
  public static boolean isEncrypted(byte[] block) {
    return EntryEncryption.isEncrypted(block);
  }

  /**
   * The same for a log with its own rule for unknown fields, and its own ciphers.
   *
   * @param hash of the block, computed before
   * @param known of the join that the entry is read for; null if it is not read for one
   */
  static Entry decode(
      Cid hash,
      byte[] block,
      UnknownFields unknownFields,
      Encryption encryption,
      @Nullable KnownHashes known) {
    if (block.length > MAX_BYTES) {
      throw new BadEntryException(
          problem("Entry is too large")
              .at("entry", hash)
              .at("bytes", block.length)
              .at("most", MAX_BYTES)
              .advice("Ask its writer for smaller entries"));
    }
    byte[] bytes = EntryEncryption.open(hash, block, encryption);
    EntryFormat.Checked checked = EntryFormat.checked(bytes, hash, unknownFields, known);
    return new Entry(hash, block, bytes, checked, encryption.data());
  }

  /** Reads a block that was checked before it was stored. */
  static Entry stored(Cid hash, byte[] block, Encryption encryption) {
    byte[] bytes = EntryEncryption.open(hash, block, encryption);
    Clock clock = EntryFormat.clock(EntryFormat.field(bytes, "clock"), hash);
    List<Cid> next = EntryFormat.hashes(EntryFormat.field(bytes, "next"), hash);
    return new Entry(hash, block, bytes, new EntryFormat.Links(clock, next), encryption);
  }

  /** Whether every log reads the block alike: it is not encrypted and has the nine fields only. */
  boolean isPlain() {
    return EntryFormat.hasNineFields(block);
  }

  /** This entry for a log that has these ciphers. */
  Entry under(Encryption encryption) {
    return encryption.data() == dataCipher
        ? this
        : new Entry(hash, block, bytes, new EntryFormat.Links(clock, next), encryption);
  }

  @Override
  public Cid hash() {
    return hash;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<Cid> next() {
    return next;
  }

  /** Hashes of older entries, an aid for loading them; newest first. */
  public List<Cid> refs() {
    List<Cid> refs = kept == null ? null : kept.refs();
    return refs != null ? refs : EntryFormat.hashes(EntryFormat.field(bytes, "refs"), hash);
  }

  /** What the entry builds on: {@code next}, then {@code refs}, each hash once. */
  List<Cid> links() {
    Set<Cid> links = new LinkedHashSet<>(next);
    links.addAll(refs());
    return List.copyOf(links);
  }

  /** Number of hashes in {@code next} and {@code refs}. */
  int countLinks() {
    return next.size() + EntryFormat.length(EntryFormat.field(bytes, "refs"));
  }

  /** The id of the log: for databases the address. */
  public String logId() {
    return text("id");
  }

  /** The signing public key, hex. */
  public String key() {
    return text("key");
  }

  /** The hash of the identity block of the writer. */
  public Cid identity() {
    return kept != null
        ? kept.identity()
        : EntryFormat.hash(EntryFormat.field(bytes, "identity"), hash);
  }

  /** The signature, DER in hex. */
  public String signature() {
    return text("sig");
  }

  /**
   * The operation. If it is encrypted and the log has a cipher for data, it is decrypted each time;
   * without a cipher it is the byte string that was signed.
   *
   * @throws UnreadableException if the cipher cannot decrypt it
   */
  public CborValue payload() {
    CborValue decoded = payload;
    if (decoded == null) {
      decoded = storedPayload();
      if (dataCipher != null && decoded instanceof CborBytes encrypted) {
        return EntryEncryption.decode(hash, decrypted(encrypted, dataCipher));
      }
      payload = decoded;
    }
    return decoded;
  }

  /**
   * The payload as it was encrypted and signed; null if it is no byte string, which operations of
   * databases never are. The caller owns the array.
   */
  public byte @Nullable [] encryptedPayload() {
    return storedPayload() instanceof CborBytes encrypted ? encrypted.value() : null;
  }

  /**
   * The encoding of one field of the payload as it was received, such as the {@code value} of an
   * operation; null if the payload is not a map or has no such field. The caller owns the array.
   *
   * @throws UnreadableException as {@link #payload}
   */
  public byte @Nullable [] encodedPayloadField(String name) {
    if (dataCipher != null && storedPayload() instanceof CborBytes encrypted) {
      byte[] plain = decrypted(encrypted, dataCipher);
      CborSlice field = DagCbor.find(plain, name);
      return field == null ? null : field.of(plain);
    }
    CborSlice field = DagCbor.find(bytes, payloadAt(), name);
    return field == null ? null : field.of(bytes);
  }

  /** The block as it was received or made; the caller owns the array. */
  public byte[] bytes() {
    return block.clone();
  }

  /** The block as it was received or made; not a copy. */
  byte[] storedBytes() {
    return block;
  }

  /** This entry, with a payload that is read when it is asked for. */
  Entry withoutPayload() {
    return kept == null || kept.payload() == null
        ? this
        : new Entry(hash, block, bytes, checkedWithoutPayload(kept), dataCipher);
  }

  /** The block, to be stored. */
  public Block block() {
    return new Block(hash, block);
  }

  /** Size of the block in bytes. */
  public int size() {
    return block.length;
  }

  /** Whether the block is encrypted as a whole. */
  boolean isSealed() {
    return block != bytes;
  }

  /** What the signature covers: the complete map of the six signed fields. */
  public byte[] signedBytes() {
    return EntryFormat.signedPart(bytes, payloadAt());
  }

  /** Whether the signature is one of the entry's own key. Says nothing about whose key it is. */
  public boolean verify(Identities identities) {
    String signature = signature();
    return !signature.isEmpty() && identities.verify(signature, key(), signedBytes());
  }

  /** Without the bytes. */
  EntryHeader header() {
    return new EntryHeader(hash, clock, next);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entry that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "Entry " + hash + " at " + clock.time();
  }

  private EntryFormat.Checked checkedWithoutPayload(EntryFormat.Kept all) {
    EntryFormat.Kept rest = new EntryFormat.Kept(all.refs(), all.identity(), null);
    return new EntryFormat.Checked(new EntryFormat.Links(clock, next), rest);
  }

  private CborValue storedPayload() {
    CborSlice at = payloadAt();
    return DagCbor.decode(bytes, at.from(), at.to());
  }

  private CborSlice payloadAt() {
    CborSlice at = payloadAt;
    if (at == null) {
      at = EntryFormat.slice(bytes, "payload");
      payloadAt = at;
    }
    return at;
  }

  private byte[] decrypted(CborBytes encrypted, EntryCipher cipher) {
    return EntryEncryption.decrypt(hash, "payload", encrypted.value(), cipher);
  }

  private String text(String field) {
    return EntryFormat.text(EntryFormat.field(bytes, field), hash);
  }

  private static void require(boolean given, String part) {
    if (!given) {
      throw new IllegalArgumentException(
          problem("Entry lacks a part").at("part", part).advice("Give all parts").toString());
    }
  }
}
