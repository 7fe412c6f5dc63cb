package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries by themselves, before what they build on is here. */
class CheckTest {
  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog ada = TestLog.open("log", keys, "ada", TestLog.ANYONE, 16);
  private final TestLog bob = TestLog.open("log", keys, "bob", TestLog.ANYONE, 16);

  @Test
  void check_soundAndForgedEntries_namesTheForgedAndFollowsNoLink() {
    ada.append(new CborInt(1));
    Entry sound = ada.append(new CborInt(2));
    Entry forged = EntryFields.with(sound, "payload", new CborInt(3));
    byte[] garbage = {1};
    List<Cid> asked = new ArrayList<>();

    List<Refusal> refusals =
        bob.log()
            .check(
                EntryBlock.of(List.of(sound.bytes(), forged.bytes(), garbage)),
                cid -> {
                  asked.add(cid);
                  return ada.blocks().find(cid);
                });

    assertThat(refusals)
        .extracting(Refusal::entry, Refusal::reason)
        .containsExactlyInAnyOrder(
            tuple(forged.hash(), RefusalReason.BAD_SIGNATURE),
            tuple(Cid.ofDagCbor(garbage), RefusalReason.MALFORMED));
    assertThat(asked).containsOnly(ada.identity().hash());
    assertThat(bob.log().heads()).isEmpty();
  }

  @Test
  void check_writerWithoutAccess_isRefused() {
    TestLog closed = TestLog.open("log", keys, "bob", TestLog.access("nobody", who -> false), 16);
    Entry entry = ada.append(new CborInt(1));

    List<Refusal> refusals =
        closed.log().check(EntryBlock.of(List.of(entry.bytes())), ada.blocks()::find);

    assertThat(refusals).extracting(Refusal::reason).containsExactly(RefusalReason.ACCESS_DENIED);
  }

  @Test
  void check_writerNowhere_isNotRefused() {
    Entry entry = ada.append(new CborInt(1));

    assertThat(bob.log().check(EntryBlock.of(List.of(entry.bytes())), BlockSource.NONE)).isEmpty();
  }
}
