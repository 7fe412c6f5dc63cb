package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.error.BadEntryException;
import io.debros.store.identity.Identity;
import io.debros.store.identity.Signatures;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/*
 * The file names a log whose manifest it does not have. So each case is moved to a database of our
 * own: its address takes the place of the other (texts of one length), and what was rightly signed
 * is signed again. What was wrong stays wrong.
 */
/** Every case of {@code invalid.json} at a database: one event for each entry that is refused. */
class RejectedVectorTest {
  private static final JsonNode FILE =
      Vectors.load("invalid.json", "about", "identities", "blocks", "cases");
  private static final VectorIdentities WRITERS = VectorIdentities.load(FILE);
  private static final Signatures SIGNATURES = Signatures.open(Signatures.Implementation.PREFERRED);
  private static final Set<String> TAKEN_BY_CHOICE = Set.of("payload is null", "clock far ahead");

  @TestFactory
  Stream<DynamicTest> offers_everyRefusedCase_raiseOneEvent() {
    return Vectors.tests(FILE, "cases", RejectedVectorTest::offered);
  }

  @TestFactory
  Stream<DynamicTest> joins_everyRefusedCase_raiseOneEvent() {
    return Vectors.tests(FILE, "cases", RejectedVectorTest::joined);
  }

  private static void offered(JsonNode node) {
    try (Peer peer = new Peer(node)) {
      byte[] candidate = peer.moved(Vectors.hex(node.get("candidate"), "bytes"));
      List<Entry> heads = peer.database.heads();

      JoinOutcome outcome = peer.database.offerBlocks(List.of(EntryBlock.of(candidate)), peer);

      assertThat(outcome.isComplete()).isEqualTo(isTaken(node));
      if (!isTaken(node)) {
        peer.toldOnce();
        assertThat(outcome.refused()).isEqualTo(peer.told);
        assertThat(peer.database.heads()).isEqualTo(heads);
      }
    }
  }

  private static void joined(JsonNode node) {
    try (Peer peer = new Peer(node)) {
      byte[] candidate = peer.moved(Vectors.hex(node.get("candidate"), "bytes"));
      Entry entry = entry(candidate);
      if (entry == null) {
        return; // what is no entry cannot be given to the strict join
      }

      Throwable thrown = catchThrowable(() -> peer.database.join(List.of(entry), peer));

      assertThat(thrown == null).isEqualTo(isTaken(node));
      if (!isTaken(node)) {
        peer.toldOnce();
        assertThat(peer.database.log().has(entry.hash())).isFalse();
      }
    }
  }

  private static boolean isTaken(JsonNode node) {
    return Vectors.text(node, "policy").equals("must-accept")
        || TAKEN_BY_CHOICE.contains(Vectors.text(node, "name"));
  }

  private static Entry entry(byte[] bytes) {
    try {
      return Entry.decode(bytes);
    } catch (BadEntryException malformed) {
      return null;
    }
  }

  /** A database with the list of writers and the entries of a case. */
  private static final class Peer implements BlockSource, AutoCloseable {
    private final DebrosNode node =
        DebrosNode.open(
            NodeSettings.inMemory().withKeyStore(WRITERS.keys()).withIdentityName("userA"));
    private final String logId;
    private final EventDatabase database;
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<Cid, byte[]> blocks = new HashMap<>();
    private final List<Refusal> told = new ArrayList<>();

    Peer(JsonNode node) {
      List<String> write = node.get("write").valueStream().map(JsonNode::asString).toList();
      this.logId = Vectors.text(node, "logId");
      this.database = this.node.openEvents("moved", DatabaseOptions.defaults().withWrite(write));
      FILE.get("blocks")
          .properties()
          .forEach(block -> move(block.getKey(), block.getValue().asString()));
      List<Entry> heads =
          node.get("priorHeads")
              .valueStream()
              .map(head -> Entry.decode(fetch(Cid.parse(hashes.get(head.asString())))))
              .toList();
      database.join(heads, this);
      database.addListener(
          new DatabaseListener() {
            @Override
            public void rejected(Database source, Refusal refusal) {
              told.add(refusal);
            }
          });
    }

    @Override
    public byte[] fetch(Cid cid) {
      return blocks.get(cid);
    }

    @Override
    public void close() {
      node.close();
    }

    void toldOnce() {
      assertThat(told).hasSize(1);
      Refusal refusal = told.get(0);
      assertThat(refusal.log()).isEqualTo(database.address().toString());
      assertThat(refusal.error())
          .hasMessageContaining("entry=" + refusal.entry())
          .hasMessageContaining(refusal.identity() == null ? "" : "identity=" + refusal.identity())
          .hasMessageContaining(refusal.writer() == null ? "" : "writer=" + refusal.writer())
          .hasMessageContaining("reason=" + refusal.reason())
          .hasMessageNotContaining("null");
    }

    /** The same block for this database: other names, and signed again if it was signed rightly. */
    byte[] moved(byte[] original) {
      String text = new String(original, StandardCharsets.ISO_8859_1);
      for (Map.Entry<String, String> hash : hashes.entrySet()) {
        text = text.replace(hash.getKey(), hash.getValue());
      }
      text = text.replace(logId, database.address().toString());
      Entry before = entry(original);
      Entry after = entry(text.getBytes(StandardCharsets.ISO_8859_1));
      if (before != null && after != null && isSigned(before)) {
        byte[] key = key(before);
        String signature =
            key == null ? before.signature() : SIGNATURES.sign(key, after.signedBytes());
        return EntryFields.with(after, "sig", new CborText(signature)).bytes();
      }
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isSigned(Entry entry) {
      return !entry.signature().isEmpty()
          && SIGNATURES.verify(entry.signature(), entry.key(), entry.signedBytes());
    }

    private static byte[] key(Entry entry) {
      return WRITERS.all().values().stream()
          .filter(identity -> identity.publicKey().equals(entry.key()))
          .map(Identity::id)
          .map(id -> WRITERS.keys().find(id))
          .findFirst()
          .orElse(null);
    }

    /** Moves a block, and first the blocks that it names. */
    private void move(String hash, String hex) {
      if (hashes.containsKey(hash)) {
        return;
      }
      byte[] original = HexFormat.of().parseHex(hex);
      Pattern.compile("zdpu[1-9A-HJ-NP-Za-km-z]{45}")
          .matcher(new String(original, StandardCharsets.ISO_8859_1))
          .results()
          .map(MatchResult::group)
          .filter(named -> !named.equals(hash) && FILE.get("blocks").has(named))
          .forEach(named -> move(named, FILE.get("blocks").get(named).asString()));
      byte[] moved = moved(original);
      hashes.put(hash, Cid.ofDagCbor(moved).toString());
      blocks.put(Cid.ofDagCbor(moved), moved);
    }
  }
}
