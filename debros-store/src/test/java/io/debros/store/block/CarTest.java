package io.debros.store.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.CborValues;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import io.debros.store.testing.Vectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarTest {
  private static final Block FIRST = Block.of(new CborText("first"));
  private static final Block SECOND = Block.of(new CborInt(2));
  private static final String HEADER = "11a265726f6f7473806776657273696f6e01";

  @Test
  void reader_fileOfTheOriginal_isWrittenBackByteForByte() {
    byte[] car = Vectors.bytes("replica-documents.car");
    Cid manifest =
        Cid.parse(
            Vectors.text(Vectors.load("replica-documents.json"), "address")
                .substring("/orbitdb/".length()));

    CarReader reader = reader(car);
    List<Block> blocks = blocks(reader);

    assertThat(reader.roots()).containsExactly(manifest);
    assertThat(blocks).extracting(Block::cid).contains(manifest);
    assertThat(car(reader.roots(), blocks)).isEqualTo(car);
  }

  @Test
  void writer_noRootsAndNoBlocks_readsBackEmpty() {
    byte[] car = car(List.of(), List.of());

    CarReader reader = reader(car);

    assertThat(HexFormat.of().formatHex(car)).isEqualTo(HEADER);
    assertThat(reader.roots()).isEmpty();
    assertThat(reader.next()).isNull();
    assertThat(reader.next()).isNull();
  }

  @Test
  void writer_anyBlocks_readBackInOrder() {
    Property.check(
        200,
        random -> {
          CborValues values = new CborValues(random);
          List<Block> blocks =
              Stream.generate(() -> Block.of(values.next(2))).limit(random.nextInt(6)).toList();
          List<Cid> roots = blocks.stream().map(Block::cid).toList();

          CarReader reader = reader(car(roots, blocks));

          assertThat(reader.roots()).isEqualTo(roots);
          assertThat(blocks(reader)).isEqualTo(blocks);
        });
  }

  @Test
  void reader_version0Cid_isVerifiedToo() {
    byte[] content = {1, 2, 3};
    Cid version0 = Cid.decode(Cid.ofDagCbor(content).multihash().bytes());
    byte[] car = car(List.of(version0), List.of(new Block(version0, content)));

    assertThat(blocks(reader(car))).extracting(Block::bytes).containsExactly(content);
    car[car.length - 1]++;
    assertThatThrownBy(() -> blocks(reader(car))).isInstanceOf(BadBlockException.class);
  }

  @Test
  void reader_changedBlock_errorNamesPlaceAndBlock() {
    byte[] car = car(List.of(), List.of(FIRST, SECOND));
    car[car.length - 1]++;

    CarReader reader = reader(car);

    assertThat(reader.next()).isEqualTo(FIRST);
    assertThatThrownBy(reader::next)
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("CAR file is malformed {reason=block with another hash: ")
        .hasMessageContaining(SECOND.cid().toString())
        .hasMessageContaining("offset=" + (18 + 1 + 36 + FIRST.bytes().length) + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "'', no header",
    "80, length that does not end",
    "8000, length longer than needed",
    "ffffffffffffffffffff, length that does not end",
    "ffffffffffffffff7f, section of 9223372036854775807 bytes",
    "818040, section of 1048577 bytes",
    "00, section of 0 bytes",
    "11a265726f6f7473806776657273, cut off",
    "0101, header that is no map",
    "01ff, header that is not dag-cbor",
    "0aa16776657273696f6e02, CAR file is not of version 1",
    "01a0, CAR file is not of version 1",
    "0aa16776657273696f6e01, header with other fields",
    "14a3617a0065726f6f7473806776657273696f6e01, header with other fields",
    "12a265726f6f747381016776657273696f6e01, root that is no link"
  })
  void reader_badHeader_isRefused(String hex, String reason) {
    assertThatThrownBy(() -> reader(HexFormat.of().parseHex(hex)))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "80, length that does not end",
    "00, section of 0 bytes",
    "ffffff7f, section of 268435455 bytes",
    "8080800401, cut off",
    "0401711220, section without a CID",
    "050271122000, section without a CID",
    "0101, section without a CID",
    "0601550002686a, hash function that is not supported",
    "07015500026869, cut off"
  })
  void reader_badSection_isRefusedWithItsOffset(String hex, String reason) {
    CarReader reader = reader(HexFormat.of().parseHex(HEADER + hex));

    assertThatThrownBy(reader::next)
        .isInstanceOf(BadBlockException.class)
        .hasStackTraceContaining(reason)
        .hasMessageContaining("offset=18}");
  }

  @Test
  void reader_blockLargerThanAllowed_isRefusedAndNeverWritten() {
    Block large = Block.of(CborBytes.of(new byte[CarReader.MAX_BLOCK_BYTES]));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> car(List.of(), List.of(large)))
        .withMessageContaining("Part is too large for a CAR file {part=" + large.cid());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> car(Collections.nCopies(30_000, FIRST.cid()), List.of()))
        .withMessageContaining("Part is too large for a CAR file {part=header");
  }

  @Test
  void reader_mutatedFile_refusedOrBlocksThatFitTheirHashes() {
    byte[] car = car(List.of(FIRST.cid()), List.of(FIRST, SECOND));
    AtomicInteger refused = new AtomicInteger();
    Property.check(
        20_000,
        random -> {
          try {
            for (Block block : blocks(reader(Mutations.of(car, random)))) {
              assertThat(block.cid().multihash().isOf(block.bytes())).isTrue();
            }
          } catch (BadBlockException e) {
            refused.incrementAndGet();
            assertThat(e.problem()).isNotNull();
          }
        });
    assertThat(refused).hasPositiveValue();
  }

  @Test
  void streams_thatFail_areAStorageError() {
    byte[] start = Arrays.copyOf(car(List.of(), List.of(FIRST)), 30);
    CarReader reader = new CarReader(new FailingInput(start));

    assertThatThrownBy(reader::next)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("CAR file cannot be read")
        .hasMessageContaining("cause=disk on fire");
    assertThatThrownBy(() -> new CarWriter(new FailingOutput(), List.of()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("CAR file cannot be written {cause=disk on fire}");
  }

  private static CarReader reader(byte[] car) {
    return new CarReader(new ByteArrayInputStream(car));
  }

  private static List<Block> blocks(CarReader reader) {
    List<Block> blocks = new ArrayList<>();
    for (Block block = reader.next(); block != null; block = reader.next()) {
      blocks.add(block);
    }
    return blocks;
  }

  private static byte[] car(List<Cid> roots, List<Block> blocks) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    CarWriter writer = new CarWriter(output, roots);
    blocks.forEach(writer::write);
    writer.flush();
    return output.toByteArray();
  }

  /** Gives some bytes, then fails. */
  private static final class FailingInput extends InputStream {
    private final InputStream start;

    FailingInput(byte[] start) {
      this.start = new ByteArrayInputStream(start);
    }

    @Override
    public int read() throws IOException {
      int next = start.read();
      if (next < 0) {
        throw new IOException("disk on fire");
      }
      return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int size = start.read(bytes, from, length);
      if (size < 0) {
        throw new IOException("disk on fire");
      }
      return size;
    }
  }

  private static final class FailingOutput extends OutputStream {
    @Override
    public void write(int next) throws IOException {
      throw new IOException("disk on fire");
    }
  }
}
