package io.debros.store.block;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Varint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CAR file of version 1 block by block and verifies the hash of each. Trusts no length: it
 * holds at most one block, and never more than the stream really gave. Reads ahead; the stream
 * stays the caller's to close. One thread at a time.
 *
 * @see <a href="https://ipld.io/specs/transport/car/carv1/">CARv1</a>
 */
public final class CarReader {
  /** The longest header that is read: room for 25,000 roots. */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  /** The largest block that is read. */
  public static final int MAX_BLOCK_BYTES = 16 << 20;

  private static final int MAX_CID_BYTES = 2048;

  private final InputStream input;
  private final List<Cid> roots;
  private long offset;
  private long afterLastBlock;
  private boolean cutOff;

  /**
   * Reads the header.
   *
   * @throws BadBlockException if it is not one of version 1
   * @throws StorageException if the stream fails, as from every method
   */
  public CarReader(InputStream input) {
    this.input = new BufferedInputStream(input);
    byte[] header = section(MAX_HEADER_BYTES);
    if (header == null) {
      throw malformed("no header", 0, null);
    }
    this.roots = roots(header);
    this.afterLastBlock = offset;
  }

  private CarReader(InputStream rest, List<Cid> roots, long offset) {
    this.input = new BufferedInputStream(rest);
    this.roots = roots;
    this.offset = offset;
    this.afterLastBlock = offset;
  }

  /**
   * Goes on with a file whose beginning was read earlier.
   *
   * @param rest of the file, from the {@link #offset} that the earlier reader had
   * @param roots that the earlier reader found
   */
  public static CarReader resume(InputStream rest, List<Cid> roots, long offset) {
    return new CarReader(rest, List.copyOf(roots), offset);
  }

  /** Bytes of the file up to the end of the last block that was read. */
  public long offset() {
    return afterLastBlock;
  }

  /** Whether the file ended inside its header or a block: it is not whole, but maybe not bad. */
  public boolean isCutOff() {
    return cutOff;
  }

  /** Roots as the header lists them; may be empty. Nothing says that the file holds them. */
  public List<Cid> roots() {
    return roots;
  }

  /**
   * The next block, or null at the end of the file.
   *
   * @throws BadBlockException if the file is malformed here, or the block has another hash
   */
  public @Nullable Block next() {
    long start = offset;
    byte[] section = section(MAX_CID_BYTES + MAX_BLOCK_BYTES);
    if (section == null) {
      return null;
    }
    Cid cid = cid(section, start);
    int size = cid.bytes().length;
    if (section.length - size > MAX_BLOCK_BYTES) {
      throw malformed("block too large", start, null);
    }
    Block block = verified(cid, Arrays.copyOfRange(section, size, section.length), start);
    afterLastBlock = offset;
    return block;
  }

  private static Cid cid(byte[] section, long start) {
    try {
      return Cid.decodePrefix(section);
    } catch (IllegalArgumentException e) {
      throw malformed("section without a CID", start, e);
    }
  }

  private static Block verified(Cid cid, byte[] bytes, long start) {
    try {
      return Block.verified(cid, bytes);
    } catch (BadBlockException e) {
      throw malformed("block with another hash: " + cid, start, e);
    }
  }

  private static List<Cid> roots(byte[] header) {
    CborValue value = header(header);
    if (!(value instanceof CborMap map)) {
      throw malformed("header that is no map", 0, null);
    }
    if (!new CborInt(Car.VERSION).equals(map.find(Car.VERSION_FIELD))) {
      throw new BadBlockException(
          problem("CAR file is not of version 1")
              .at("version", map.find(Car.VERSION_FIELD))
              .advice("Export it as CARv1"));
    }
    if (!(map.find(Car.ROOTS_FIELD) instanceof CborList list) || map.size() != 2) {
      throw malformed("header with other fields than version and roots", 0, null);
    }
    List<Cid> roots = new ArrayList<>();
    for (CborValue root : list.values()) {
      if (!(root instanceof CborLink link)) {
        throw malformed("root that is no link", 0, null);
      }
      roots.add(link.cid());
    }
    return List.copyOf(roots);
  }

  private static CborValue header(byte[] header) {
    try {
      return DagCbor.decode(header);
    } catch (BadBlockException e) {
      throw malformed("header that is not dag-cbor", 0, e);
    }
  }

  /** The next run of bytes with its length in front; null at the end of the file. */
  private byte @Nullable [] section(int most) {
    long start = offset;
    long length = length(start);
    if (length < 0) {
      return null;
    }
    if (length == 0 || length > most) {
      throw malformed("section of " + length + " bytes", start, null);
    }
    byte[] bytes = read((int) length);
    if (bytes.length < length) {
      cutOff = true;
      throw malformed("cut off", start, null);
    }
    return bytes;
  }

  /** A varint, or -1 at the end of the file. */
  private long length(long start) {
    byte[] bytes = new byte[Varint.MAX_BYTES];
    int size = 0;
    do {
      byte[] next = read(1);
      if (next.length == 0 && size == 0) {
        return -1;
      }
      if (next.length == 0 || size == bytes.length) {
        cutOff = next.length == 0;
        throw malformed("length that does not end", start, null);
      }
      bytes[size++] = next[0];
    } while (bytes[size - 1] < 0);
    try {
      return Varint.decode(bytes, 0).value();
    } catch (IllegalArgumentException e) {
      throw malformed("length longer than needed", start, e);
    }
  }

  /** At most so many bytes: fewer only at the end of the file. Allocates as the bytes arrive. */
  private byte[] read(int most) {
    try {
      byte[] bytes = input.readNBytes(most);
      offset += bytes.length;
      return bytes;
    } catch (IOException e) {
      throw new StorageException(
          problem("CAR file cannot be read")
              .at("offset", offset)
              .at("cause", e.getMessage())
              .advice("Check that the file is complete and readable"),
          e);
    }
  }

  private static BadBlockException malformed(
      String reason, long offset, @Nullable RuntimeException cause) {
    return new BadBlockException(
        problem("CAR file is malformed")
            .at("reason", reason)
            .at("offset", offset)
            .advice("Export it again; nothing after this place can be trusted"),
        cause);
  }
}
