package io.debros.store.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multibase;
import io.debros.store.multiformats.Multihash;
import io.debros.store.multiformats.Varint;
import java.util.Arrays;

/** Varints, multihashes, multibase texts, CIDs and addresses: refused, or printed as they were. */
public final class MultiformatsFuzz {
  private MultiformatsFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    law(() -> varint(input));
    law(() -> multihash(input));
    law(() -> cid(input));
    law(() -> multibase(text));
    law(() -> cid(text));
    law(() -> address(text));
  }

  private static void varint(byte[] input) {
    Varint varint = Varint.decode(input, 0);
    assertThat(varint.value()).isNotNegative();
    assertThat(Varint.of(varint.value()).bytes()).isEqualTo(Arrays.copyOf(input, varint.size()));
  }

  private static void multihash(byte[] input) {
    byte[] bytes = Multihash.decode(input, 0).bytes();
    assertThat(bytes).isEqualTo(Arrays.copyOf(input, bytes.length));
  }

  private static void cid(byte[] input) {
    byte[] bytes = Cid.decodePrefix(input).bytes();
    assertThat(bytes).isEqualTo(Arrays.copyOf(input, bytes.length));
    assertThat(Cid.parse(Cid.decode(bytes).toString()).bytes()).isEqualTo(bytes);
  }

  private static void multibase(String text) {
    byte[] bytes = Multibase.decode(text);
    assertThat(Arrays.stream(Multibase.values()).map(base -> base.encode(bytes))).contains(text);
  }

  private static void cid(String text) {
    Cid cid = Cid.parse(text);
    assertThat(Cid.decode(cid.bytes())).isEqualTo(cid).hasSameHashCodeAs(cid);
  }

  private static void address(String text) {
    Address address = Address.parse(text);
    assertThat(Address.parse(address.toString())).isEqualTo(address);
  }

  private static void law(Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("Exception");
    }
  }
}
