package io.debros.store.block;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Varint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes blocks as a CAR file of version 1, one after the other; the stream stays the caller's to
 * close. One thread at a time.
 *
 * @see <a href="https://ipld.io/specs/transport/car/carv1/">CARv1</a>
 */
public final class CarWriter {
  private final OutputStream output;

  /**
   * Writes the header.
   *
   * @throws IllegalArgumentException if there are more roots than a {@link CarReader} reads
   * @throws StorageException if the stream fails, as from every method
   */
  public CarWriter(OutputStream output, List<Cid> roots) {
    this.output = output;
    byte[] header = DagCbor.encode(header(roots));
    requireAtMost(CarReader.MAX_HEADER_BYTES, header.length, "header");
    write(Varint.of(header.length).bytes(), header);
  }

  /**
   * Writes one block.
   *
   * @throws IllegalArgumentException if it is larger than a {@link CarReader} reads
   */
  public void write(Block block) {
    byte[] cid = block.cid().bytes();
    requireAtMost(CarReader.MAX_BLOCK_BYTES, block.bytes().length, block.cid());
    write(Varint.of((long) cid.length + block.bytes().length).bytes(), cid, block.bytes());
  }

  /** Flushes the stream. */
  public void flush() {
    try {
      output.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static CborMap header(List<Cid> roots) {
    List<CborValue> links = roots.stream().<CborValue>map(CborLink::new).toList();
    return CborMap.builder()
        .put(Car.ROOTS_FIELD, new CborList(links))
        .put(Car.VERSION_FIELD, Car.VERSION)
        .build();
  }

  private void write(byte[]... parts) {
    try {
      for (byte[] part : parts) {
        output.write(part);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void requireAtMost(int most, int size, Object what) {
    if (size > most) {
      throw new IllegalArgumentException(
          problem("Part is too large for a CAR file")
              .at("part", what)
              .at("bytes", size)
              .at("most", most)
              .advice("Export fewer heads, or smaller documents")
              .toString());
    }
  }

  private static StorageException failed(IOException cause) {
    return new StorageException(
        problem("CAR file cannot be written")
            .at("cause", cause.getMessage())
            .advice("Check space and permissions where the file goes"),
        cause);
  }
}
