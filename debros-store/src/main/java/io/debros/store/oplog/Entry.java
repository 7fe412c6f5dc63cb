package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborSlice;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadEntryException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
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
  private final byte[] bytes;
  private final Clock clock;
  private final List<Cid> next;

  /** Decoded when first asked for; written at most a few times with equal values. */
  private @Nullable CborValue payload;

  private Entry(Cid hash, byte[] bytes, Clock clock, List<Cid> next) {
    this.hash = hash;
    this.bytes = bytes;
    this.clock = clock;
    this.next = next;
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
    require(identity != null, "identity");
    require(logId != null, "id of the log");
    require(payload != null && payload != CborNull.NULL, "payload");
    require(next != null, "next");
    byte[] signed = EntryFormat.signed(logId, payload, clock, next, refs);
    String signature = identities.sign(identity, signed);
    byte[] block = EntryFormat.block(signed, identity.publicKey(), signature, identity.hash());
    if (block.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          problem("Entry is too large")
              .at("bytes", block.length)
              .at("most", MAX_BYTES)
              .advice("Split the document, or keep large content outside of it")
              .toString());
    }
    Entry entry = new Entry(Cid.ofDagCbor(block), block, clock, List.copyOf(next));
    entry.payload = payload;
    return entry;
  }

  /**
   * Reads a block from anywhere and checks its form, not its signature: canonical, not too large,
   * version 2, the nine fields and no other, each of its type.
   *
   * @throws BadEntryException naming the hash of the bytes
   */
  public static Entry decode(byte[] bytes) {
    return decode(Cid.ofDagCbor(bytes), bytes, UnknownFields.REFUSE);
  }

  /**
   * The same for a log with its own rule for unknown fields.
   *
   * @param hash of the bytes, computed before
   */
  static Entry decode(Cid hash, byte[] bytes, UnknownFields unknownFields) {
    if (bytes.length > MAX_BYTES) {
      throw new BadEntryException(
          problem("Entry is too large")
              .at("entry", hash)
              .at("bytes", bytes.length)
              .at("most", MAX_BYTES)
              .advice("Ask its writer for smaller entries"));
    }
    EntryFormat.Links links = EntryFormat.checked(bytes, hash, unknownFields);
    return new Entry(hash, bytes, links.clock(), links.next());
  }

  /** Reads a block that was checked before it was stored. */
  static Entry stored(Cid hash, byte[] bytes) {
    Clock clock = EntryFormat.clock(EntryFormat.field(bytes, "clock"), hash);
    List<Cid> next = EntryFormat.hashes(EntryFormat.field(bytes, "next"), hash);
    return new Entry(hash, bytes, clock, next);
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
    return EntryFormat.hashes(EntryFormat.field(bytes, "refs"), hash);
  }

  /** What the entry builds on: {@code next}, then {@code refs}, each hash once. */
  List<Cid> links(Function<String, Cid> known) {
    List<Cid> refs = EntryFormat.hashes(EntryFormat.field(bytes, "refs"), hash, known);
    return Stream.concat(next.stream(), refs.stream()).distinct().toList();
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
    return EntryFormat.hash(EntryFormat.field(bytes, "identity"), hash);
  }

  /** The signature, DER in hex. */
  public String signature() {
    return text("sig");
  }

  /** The operation, decoded when first asked for. */
  public CborValue payload() {
    CborValue decoded = payload;
    if (decoded == null) {
      decoded = EntryFormat.field(bytes, "payload");
      payload = decoded;
    }
    return decoded;
  }

  /**
   * The encoding of one field of the payload as it was received, such as the {@code value} of an
   * operation; null if the payload is not a map or has no such field. The caller owns the array.
   */
  public byte @Nullable [] encodedPayloadField(String name) {
    CborSlice slice = DagCbor.find(bytes, "payload", name);
    return slice == null ? null : slice.of(bytes);
  }

  /** The block as it was received or made; the caller owns the array. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The block, to be stored. */
  public Block block() {
    return new Block(hash, bytes);
  }

  /** Size of the block in bytes. */
  public int size() {
    return bytes.length;
  }

  /** What the signature covers: the complete map of the six signed fields. */
  public byte[] signedBytes() {
    return EntryFormat.signedPart(bytes);
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
