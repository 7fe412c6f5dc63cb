package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborSlice;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.Problem;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * The nine fields in encoded order: v id | key sig | next refs clock payload | identity. The signed
 * map has v id | next refs clock payload, in the same order and encoding. So a block is made of the
 * signed bytes with key and sig put in between and identity behind, and the signed bytes of a
 * received block are cut out of it: nothing is encoded twice, nothing received is encoded again.
 */
/** The block of an entry: how it is put together, taken apart and checked. Stateless. */
final class EntryFormat {
  static final int VERSION = 2;

  /** What one hash in {@code next} or {@code refs} takes at least: head, length, any CID. */
  static final int LINK_BYTES = 8;

  private static final int MANY_REFS = 64;
  private static final int LARGE = 16 << 10;
  private static final List<String> FIELDS =
      List.of("v", "id", "key", "sig", "next", "refs", "clock", "payload", "identity");
  private static final int CLOCK_FIELDS = 2;
  private static final int MAP_OF_SIX = 0xa6;
  private static final int MAP_OF_NINE = 0xa9;
  private static final List<String> SIGNED = List.of("v", "id", "next", "refs", "clock", "payload");

  private EntryFormat() {}

  /** What the signature covers. */
  static byte[] signed(
      String logId, CborValue payload, Clock clock, List<Cid> next, List<Cid> refs) {
    return DagCbor.encode(
        CborMap.of(
            Map.of(
                "v",
                new CborInt(VERSION),
                "id",
                new CborText(logId),
                "next",
                texts(next),
                "refs",
                texts(refs),
                "clock",
                CborMap.of(
                    Map.of("id", new CborText(clock.id()), "time", new CborInt(clock.time()))),
                "payload",
                payload)));
  }

  /** The block: the signed part and the three fields beside it. */
  static byte[] block(byte[] signed, String key, String signature, Cid identity) {
    int afterId = slice(signed, "id").to();
    byte[] keyAndSignature =
        DagCbor.encode(
            CborMap.of(Map.of("key", new CborText(key), "sig", new CborText(signature))));
    byte[] identityField = DagCbor.encode(CborMap.of(Map.of("identity", CborText.of(identity))));
    int fieldsBeside = keyAndSignature.length + identityField.length - 2;
    return ByteBuffer.allocate(signed.length + fieldsBeside)
        .put((byte) MAP_OF_NINE)
        .put(signed, 1, afterId - 1)
        .put(keyAndSignature, 1, keyAndSignature.length - 1)
        .put(signed, afterId, signed.length - afterId)
        .put(identityField, 1, identityField.length - 1)
        .array();
  }

  /** Whether the block of an entry has no fields but those that are known. */
  static boolean hasNineFields(byte[] block) {
    return block[0] == (byte) MAP_OF_NINE;
  }

  /**
   * Cuts the signed part out of a block.
   *
   * @param payload where it is in the block
   */
  static byte[] signedPart(byte[] block, CborSlice payload) {
    ByteArrayOutputStream signed = new ByteArrayOutputStream(block.length);
    signed.write(MAP_OF_SIX);
    if (hasNineFields(block)) {
      int afterId = slice(block, "id").to();
      int next = slice(block, "next").from() - keyBytes("next");
      signed.write(block, 1, afterId - 1);
      signed.write(block, next, payload.to() - next);
    } else { // fields that are kept although unknown lie between those that are signed
      for (String name : SIGNED) {
        CborSlice value = slice(block, name);
        int from = value.from() - keyBytes(name);
        signed.write(block, from, value.to() - from);
      }
    }
    return signed.toByteArray();
  }

  /** What a log has to know of an entry, whatever it does with it. */
  record Links(Clock clock, List<Cid> next) {}

  /**
   * What was decoded to check it and is asked for again by whoever joins it.
   *
   * @param refs null if there are too many to be made before somebody wants them
   * @param payload null if it is encrypted, or large
   */
  record Kept(@Nullable List<Cid> refs, Cid identity, @Nullable CborValue payload) {}

  /** A sound block; keeps nothing but the links if nobody is to join it. */
  record Checked(Links links, @Nullable Kept kept) {}

  /**
   * Decodes a block from outside and checks the form of everything in it.
   *
   * @param known of the join that the entry is read for; null if it is not read for one
   * @throws BadEntryException if it is not canonical, or has other fields than an entry
   */
  static Checked checked(
      byte[] block, Cid hash, UnknownFields unknownFields, @Nullable KnownHashes known) {
    CborMap fields = map(decode(block, hash), hash);
    boolean mayHaveMore = unknownFields == UnknownFields.KEEP;
    if (!(mayHaveMore || fields.size() == FIELDS.size()) || !hasAll(fields, FIELDS)) {
      throw bad(problem("Entry has other fields than an entry of OrbitDB 4"), hash);
    }
    if (!new CborInt(VERSION).equals(fields.find("v"))) {
      throw bad(problem("Entry has another version than 2"), hash);
    }
    for (String name : List.of("id", "key", "sig")) {
      text(fields.find(name), hash);
    }
    Clock clock = clock(fields.find("clock"), hash);
    if (known == null) {
      requireHashes(fields.find("refs"), hash);
      hash(fields.find("identity"), hash);
      return new Checked(new Links(clock, hashes(fields.find("next"), hash)), null);
    }
    Function<String, Cid> parse = text -> known.get(text, unknown -> parseHash(unknown, hash));
    Links links = new Links(clock, hashes(fields.find("next"), hash, parse));
    return new Checked(links, kept(fields, block, hash, parse));
  }

  private static boolean hasAll(CborMap fields, List<String> names) {
    for (String name : names) {
      if (fields.find(name) == null) {
        return false;
      }
    }
    return true;
  }

  private static Kept kept(CborMap fields, byte[] block, Cid hash, Function<String, Cid> parse) {
    CborList refs = list(fields.find("refs"), hash);
    boolean few = refs.values().size() <= MANY_REFS;
    if (!few) {
      requireHashes(refs, hash);
    }
    CborValue payload = fields.find("payload");
    boolean kept = block.length <= LARGE && !(payload instanceof CborBytes);
    return new Kept(
        few ? hashes(refs, hash, parse) : null,
        parse.apply(text(fields.find("identity"), hash)),
        kept ? payload : null);
  }

  /** The identity that a block names which is not a sound entry; null if it names none. */
  static @Nullable Cid findIdentity(byte[] block) {
    try {
      boolean named =
          DagCbor.decode(block) instanceof CborMap fields
              && fields.find("identity") instanceof CborText text
              && Cid.isBlockHash(text.value());
      return named ? Cid.parseHash(text(field(block, "identity"), Cid.ofDagCbor(block))) : null;
    } catch (BadBlockException error) {
      return null; // not even dag-cbor, which the refusal says
    }
  }

  static CborValue field(byte[] block, String name) {
    CborSlice slice = slice(block, name);
    return DagCbor.decode(block, slice.from(), slice.to());
  }

  static Clock clock(@Nullable CborValue value, Cid entry) {
    CborMap clock = map(value, entry);
    if (clock.size() == CLOCK_FIELDS
        && clock.find("id") instanceof CborText id
        && clock.find("time") instanceof CborInt time
        && time.value() >= 0
        && time.value() <= Clock.MAX_TIME) {
      return new Clock(id.value(), time.value());
    }
    throw bad(problem("Clock of entry is not {id: text, time: 0 … 2^53-2}"), entry);
  }

  static List<Cid> hashes(@Nullable CborValue value, Cid entry) {
    return hashes(value, entry, text -> parseHash(text, entry));
  }

  /**
   * The same, for many entries that have hashes in common.
   *
   * @param known gives the hash of a text that is one
   */
  static List<Cid> hashes(@Nullable CborValue value, Cid entry, Function<String, Cid> known) {
    return list(value, entry).values().stream()
        .map(item -> known.apply(text(item, entry)))
        .toList();
  }

  /** Length of a list that was checked. */
  static int length(CborValue list) {
    return list instanceof CborList values ? values.values().size() : 0;
  }

  static Cid hash(@Nullable CborValue value, Cid entry) {
    return parseHash(text(value, entry), entry);
  }

  /** Refuses what is not a list of hashes; most are seen to be hashes without decoding them. */
  private static void requireHashes(@Nullable CborValue value, Cid entry) {
    for (CborValue item : list(value, entry).values()) {
      String text = text(item, entry);
      if (!Cid.isBlockHash(text)) {
        parseHash(text, entry);
      }
    }
  }

  private static Cid parseHash(String text, Cid entry) {
    try {
      Cid hash = Cid.parseHash(text);
      if (hash.version() == 1 && hash.codec() == Cid.DAG_CBOR) {
        return hash;
      }
    } catch (IllegalArgumentException error) {
      throw bad(problem("Link of entry is not a hash"), entry);
    }
    throw bad(problem("Link of entry is not a hash"), entry);
  }

  private static CborList list(@Nullable CborValue value, Cid entry) {
    if (value instanceof CborList list) {
      return list;
    }
    throw bad(problem("Links of entry are not a list"), entry);
  }

  static String text(@Nullable CborValue value, Cid entry) {
    if (value instanceof CborText text) {
      return text.value();
    }
    throw bad(problem("Field of entry is not text"), entry);
  }

  /** Length of the encoded name in front of its value. */
  private static int keyBytes(String name) {
    return 1 + name.length();
  }

  /** Where the value of a field is in a block that was checked. */
  static CborSlice slice(byte[] block, String name) {
    CborSlice slice = DagCbor.find(block, name);
    if (slice == null) {
      throw new IllegalStateException("Entry without " + name + " was not checked");
    }
    return slice;
  }

  private static CborValue decode(byte[] block, Cid hash) {
    try {
      return DagCbor.decode(block);
    } catch (BadBlockException error) {
      throw new BadEntryException(
          advised(problem("Entry is not canonical dag-cbor").at("reason", error.problem()), hash),
          error);
    }
  }

  private static CborMap map(@Nullable CborValue value, Cid entry) {
    if (value instanceof CborMap map) {
      return map;
    }
    throw bad(problem("Entry or its clock is not a map"), entry);
  }

  private static CborList texts(List<Cid> hashes) {
    return new CborList(hashes.stream().map(hash -> (CborValue) CborText.of(hash)).toList());
  }

  private static BadEntryException bad(Problem problem, Cid entry) {
    return new BadEntryException(advised(problem, entry));
  }

  private static Problem advised(Problem problem, Cid entry) {
    return problem
        .at("entry", entry)
        .advice("Keep it out: no honest writer of OrbitDB 4 makes such an entry");
  }
}
