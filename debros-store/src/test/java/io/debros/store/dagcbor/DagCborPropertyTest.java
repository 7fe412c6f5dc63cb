package io.debros.store.dagcbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.error.BadBlockException;
import io.debros.store.testing.CborValues;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DagCborPropertyTest {
  private static final Comparator<String> BY_UTF8 =
      Comparator.<String>comparingInt(key -> key.getBytes(StandardCharsets.UTF_8).length)
          .thenComparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  @Test
  void encode_anyValue_decodeGivesItBack() {
    Property.check(
        5_000,
        random -> {
          CborValue value = new CborValues(random).next(4);

          CborValue decoded = DagCbor.decode(DagCbor.encode(value));

          assertThat(decoded).isEqualTo(value).hasSameHashCodeAs(value);
        });
  }

  @Test
  void encode_mapInAnyOrder_sameBytes() {
    Property.check(
        2_000,
        random -> {
          CborMap map = new CborValues(random).map(2);
          List<String> keys = new ArrayList<>(map.entries().keySet());
          Collections.shuffle(keys, new Random(random.nextLong()));
          Map<String, CborValue> shuffled = new LinkedHashMap<>();
          keys.forEach(key -> shuffled.put(key, map.entries().get(key)));

          assertThat(DagCbor.encode(CborMap.of(shuffled))).isEqualTo(DagCbor.encode(map));
          assertThat(List.copyOf(map.entries().keySet())).isSortedAccordingTo(BY_UTF8);
        });
  }

  @Test
  void find_anyKey_givesTheEncodingOfItsValue() {
    Property.check(
        2_000,
        random -> {
          CborMap map = new CborValues(random).map(3);
          byte[] block = DagCbor.encode(map);

          map.entries()
              .forEach(
                  (key, value) ->
                      assertThat(DagCbor.find(block, key))
                          .extracting(slice -> slice.of(block))
                          .isEqualTo(DagCbor.encode(value)));
        });
  }

  @Test
  void decode_mutatedBytes_refusedOrTheirOwnEncoding() {
    AtomicInteger accepted = new AtomicInteger();
    Property.check(
        50_000,
        random -> {
          byte[] bytes = Mutations.of(DagCbor.encode(new CborValues(random).next(3)), random);
          try {
            CborValue value = DagCbor.decode(bytes);
            accepted.incrementAndGet();
            assertThat(DagCbor.encode(value)).isEqualTo(bytes);
          } catch (BadBlockException refused) {
            assertThat(refused).hasMessageContaining("Bytes are not canonical dag-cbor");
          }
        });
    assertThat(accepted).hasPositiveValue();
  }
}
