package io.debros.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.DebrosException;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Varint;
import io.debros.store.oplog.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a peer or a file may throw at a node: it is refused, costs little memory whatever it claims
 * to be, and the node goes on.
 */
class HostileInputTest {
  private static final long SMALL = 8 << 20;
  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults().withWrite(List.of("*"));
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final DebrosNode writer = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
  private DocumentDatabase database;
  private Entry honest;

  @BeforeEach
  void open() {
    DocumentDatabase original = writer.openDocuments("places", EVERYBODY);
    original.put(document("theirs"));
    honest = original.heads().get(0);
    database = node.openDocuments("places", EVERYBODY);
    database.put(document("ours"));
  }

  @AfterEach
  void goesOn() {
    database.put(document("later"));
    assertThat(database.all()).extracting(row -> row.key()).containsExactly("ours", "later");
    writer.close();
    node.close();
  }

  @Test
  void join_identityOfAGigabyteByItsLength_isRefused() {
    byte[] identity = HexFormat.of().parseHex("a4" + "626964" + "7a40000000" + "61");
    Entry entry = changed("identity", text(Cid.ofDagCbor(identity)));

    Throwable error = refusal(SMALL, () -> join(entry, cid -> identity));

    assertThat(error)
        .isInstanceOf(BadEntryException.class)
        .hasMessageStartingWith("Identity of entry does not verify")
        .hasMessageContaining(entry.hash().toString());
  }

  @Test
  void join_identityThatNeverEnds_isRefused() {
    byte[] identity = new byte[64 << 20];
    Entry entry = changed("identity", text(Cid.ofDagCbor(identity)));

    Throwable error = refusal(SMALL, () -> join(entry, cid -> identity));

    assertThat(error).isInstanceOf(BadEntryException.class);
  }

  @Test
  void decode_entryWithDepthBomb_isRefused() {
    byte[] bomb = new byte[1 << 20];
    Arrays.fill(bomb, (byte) 0x81);

    Throwable error = refusal(SMALL, () -> Entry.decode(withRawPayload(bomb)));

    assertThat(error).isInstanceOf(DebrosException.class).hasMessageContaining("deep");
  }

  @Test
  void decode_entryWithMapOfBillionsByItsLength_isRefused() {
    Throwable error = refusal(SMALL, () -> Entry.decode(withRawPayload(hex("bb00000000ffffffff"))));

    assertThat(error).isInstanceOf(DebrosException.class);
  }

  @Test
  void decode_entryWithDuplicateKeys_isRefused() {
    Throwable error = refusal(SMALL, () -> Entry.decode(withRawPayload(hex("a2616100616101"))));

    assertThat(error).isInstanceOf(DebrosException.class).hasMessageContaining("key");
  }

  @Test
  void decode_entryWithGiantMap_costsMemoryInProportion() {
    CborMap.Builder giant = CborMap.builder();
    for (int i = 0; i < 100_000; i++) {
      giant.put("k" + i, new CborInt(i));
    }
    byte[] bytes = changed("payload", giant.build()).bytes();

    long cost = allocated(() -> Entry.decode(bytes));

    assertThat(bytes.length).isGreaterThan(500_000);
    assertThat(cost).isLessThan(64L * bytes.length);
  }

  @Test
  void decode_entryWithMillionHeads_isRefused() {
    CborText hash = text(honest.hash());
    List<CborValue> heads = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      heads.add(hash);
    }
    byte[] bytes = fieldsWith("next", new CborList(heads));

    Throwable error = refusal(SMALL, () -> Entry.decode(bytes));

    assertThat(error).isInstanceOf(BadEntryException.class).hasMessageStartingWith("Entry is too");
  }

  @Test
  void importCar_millionRoots_isRefused() {
    ByteArrayOutputStream roots = new ByteArrayOutputStream();
    byte[] link = hex("d82a582500" + HexFormat.of().formatHex(honest.hash().bytes()));
    roots.writeBytes(hex("a265726f6f74739a000f4240"));
    for (int i = 0; i < 1_000_000; i++) {
      roots.writeBytes(link);
    }
    roots.writeBytes(hex("6776657273696f6e01"));
    byte[] file = car(roots.toByteArray());

    Throwable error = refusal(SMALL, () -> node.importCar(new ByteArrayInputStream(file)));

    assertThat(error).isInstanceOf(BadBlockException.class).hasMessageContaining("offset=0");
  }

  @Test
  void importCar_headerOfExabytes_isRefused() {
    InputStream endless =
        new SequenceInputStream(new ByteArrayInputStream(hex("ffffffffffffff7f")), new Zeros());

    Throwable error = refusal(SMALL, () -> node.importCar(endless));

    assertThat(error).isInstanceOf(BadBlockException.class);
  }

  @Test
  void importCar_blockOfGigabytes_isRefused() {
    byte[] begin = exported();
    byte[] length = Varint.of(3L << 30).bytes();
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream(begin),
            new SequenceInputStream(new ByteArrayInputStream(length), new Zeros()));

    Throwable error = refusal(4 * SMALL, () -> node.importCar(endless));

    assertThat(error).isInstanceOf(BadBlockException.class).hasMessageContaining("3221225472");
  }

  @Test
  void importCar_hashThatLies_isRefused() {
    byte[] file = exported();
    file[file.length - 1] ^= 1;

    Throwable error = refusal(4 * SMALL, () -> node.importCar(new ByteArrayInputStream(file)));

    assertThat(error).isInstanceOf(BadBlockException.class).hasMessageContaining("another hash");
  }

  private void join(Entry entry, BlockSource source) {
    database.join(List.of(entry), source);
  }

  private static Throwable refusal(long most, ThrowingCallable attempt) {
    Throwable[] error = new Throwable[1];
    long cost = allocated(() -> error[0] = catchThrowable(attempt));
    assertThat(error[0]).as("refusal").isNotNull();
    assertThat(cost).as("bytes allocated meanwhile").isLessThan(most);
    return error[0];
  }

  private static long allocated(Runnable action) {
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    action.run();
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
  }

  private Entry changed(String field, CborValue value) {
    return Entry.decode(fieldsWith(field, value));
  }

  private byte[] fieldsWith(String field, CborValue value) {
    CborMap fields = (CborMap) DagCbor.decode(honest.bytes());
    Map<String, CborValue> changed = new TreeMap<>();
    List.of("v", "id", "key", "sig", "next", "refs", "clock", "payload", "identity")
        .forEach(name -> changed.put(name, fields.find(name)));
    changed.put(field, value);
    CborMap.Builder builder = CborMap.builder();
    changed.forEach(builder::put);
    return DagCbor.encode(builder.build());
  }

  /** The honest entry with other bytes where its payload was. */
  private byte[] withRawPayload(byte[] raw) {
    byte[] marker = "a marker that is nowhere else".getBytes(UTF_8);
    String fields = HexFormat.of().formatHex(fieldsWith("payload", CborBytes.of(marker)));
    String there = "58" + Integer.toHexString(marker.length) + HexFormat.of().formatHex(marker);
    return hex(fields.replace(there, HexFormat.of().formatHex(raw)));
  }

  private byte[] exported() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    writer.exportCar(database.address(), file);
    return file.toByteArray();
  }

  private static byte[] car(byte[] header) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Varint.of(header.length).bytes());
    file.writeBytes(header);
    return file.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static CborText text(Cid hash) {
    return new CborText(hash.toString());
  }

  private static CborMap document(String id) {
    return CborMap.builder().put("_id", id).build();
  }

  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      return length;
    }
  }
}
