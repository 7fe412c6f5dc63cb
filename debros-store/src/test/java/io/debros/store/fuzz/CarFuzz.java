package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.Block;
import io.debros.store.block.CarReader;
import io.debros.store.block.CarWriter;
import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** CAR files: refused somewhere, or read to blocks with the right hash that make the same file. */
public final class CarFuzz {
  private CarFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    try {
      CarReader reader = new CarReader(new ByteArrayInputStream(input));
      CarWriter writer = new CarWriter(again, reader.roots());
      for (Block block = reader.next(); block != null; block = reader.next()) {
        Cid cid = block.cid();
        assertThat(cid.multihash().isOf(block.bytes())).as("hash of %s", cid).isTrue();
        writer.write(block);
      }
      writer.flush();
    } catch (BadBlockException refused) {
      return;
    }
    assertThat(again.toByteArray()).isEqualTo(input);
  }
}
