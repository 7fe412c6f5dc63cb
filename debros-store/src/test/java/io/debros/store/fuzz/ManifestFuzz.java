package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.BadBlockException;
import io.debros.store.identity.Identity;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import java.util.function.Function;

/** Manifests, access lists and identities: refused, or the block that they say they are. */
public final class ManifestFuzz {
  private ManifestFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    law(input, block -> Manifest.decode(block).toBlock().bytes());
    law(input, block -> IpfsAccessList.decode(block).toBlock().bytes());
    law(input, block -> Identity.decode(block).block().bytes());
    law(input, block -> addressed(Manifest.decode(block), block));
  }

  private static byte[] addressed(Manifest manifest, byte[] block) {
    assertThat(Address.parse(manifest.address().toString())).isEqualTo(manifest.address());
    return block;
  }

  private static void law(byte[] input, Function<byte[], byte[]> decodeAndEncode) {
    byte[] again;
    try {
      again = decodeAndEncode.apply(input);
    } catch (BadBlockException refused) {
      return;
    }
    assertThat(again).isEqualTo(input);
  }
}
