package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.UnreadableException;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.Entry;

/**
 * Entries: refused, a byte string that may be an encrypted one, or read so that every part is there
 * and the signed bytes are six of nine fields.
 */
public final class EntryFuzz {
  private EntryFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Entry entry;
    try {
      entry = Entry.decode(input);
    } catch (BadEntryException | BadBlockException refused) {
      return;
    } catch (UnreadableException encrypted) {
      assertThat(DagCbor.decode(input)).isInstanceOf(CborBytes.class);
      return;
    }
    CborMap fields = (CborMap) DagCbor.decode(input);
    assertThat(entry.bytes()).isEqualTo(input);
    assertThat(entry.payload()).isEqualTo(fields.find("payload"));
    assertThat(entry.clock().time()).isBetween(0L, Clock.MAX_TIME);
    assertThat(entry.next()).doesNotContain(entry.hash());
    assertThat(entry.refs()).doesNotContain(entry.hash());
    assertThat(entry.logId() + entry.key() + entry.signature() + entry.identity()).isNotEmpty();
    assertThat(DagCbor.decode(entry.signedBytes())).isEqualTo(signed(fields));
  }

  private static CborValue signed(CborMap fields) {
    CborMap.Builder signed = CborMap.builder();
    for (String name : new String[] {"v", "id", "next", "refs", "clock", "payload"}) {
      CborValue value = fields.find(name);
      assertThat(value).as(name).isNotNull();
      signed.put(name, value);
    }
    return signed.build();
  }
}
