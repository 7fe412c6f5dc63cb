package io.debros.store.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.DebrosException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.Gap;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.oplog.Staged;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of {@code invalid.json}: what a log refuses and what it takes. */
class JoinVectorTest {
  private static final JsonNode FILE =
      Vectors.load("invalid.json", "about", "identities", "blocks", "cases");
  private static final VectorIdentities WRITERS = VectorIdentities.load(FILE);

  /** Where implementations are free: these do no harm to a log, the others are refused. */
  private static final Set<String> TAKEN_BY_CHOICE = Set.of("payload is null", "clock far ahead");

  private static final Set<String> REFUSED_BY_CHOICE =
      Set.of(
          "extra unsigned field",
          "copy of an existing entry with an extra field",
          "v is 1",
          "clock id is not the key",
          "clock runs backwards");

  /** What is missing on purpose: no verdict on the entry, which may join when it has arrived. */
  private static final Set<String> INCOMPLETE =
      Set.of("identity block unknown", "ancestor not available");

  @TestFactory
  Stream<DynamicTest> candidates_everyPolicy_isFollowed() {
    return Vectors.tests(FILE, "cases", JoinVectorTest::isFollowed);
  }

  @TestFactory
  Stream<DynamicTest> candidates_everyPolicy_isFollowedByTheStrictJoin() {
    return Vectors.tests(FILE, "cases", JoinVectorTest::isFollowedByTheStrictJoin);
  }

  private static void isFollowed(JsonNode node) {
    byte[] bytes = candidate(node);
    Cid hash = Cid.ofDagCbor(bytes);
    TestLog log = prior(node);
    List<String> heads = log.heads();
    List<String> values = log.values();

    Staged staged = log.log().stage();
    JoinOutcome outcome = staged.offerBlocks(EntryBlock.of(List.of(bytes)), JoinVectorTest::block);
    log.commit(staged);

    assertThat(outcome.isComplete()).isEqualTo(isTaken(node));
    assertThat(log.log().has(hash)).isEqualTo(isTaken(node));
    if (isTaken(node)) {
      assertThat(log.values()).hasSize(values.size() + 1);
      List<String> headsNow = log.heads();
      assertThat(log.append(new CborText("after")).next()).map(Cid::toString).isEqualTo(headsNow);
    } else {
      isRefusedOnce(node, hash, outcome);
      assertThat(log.heads()).isEqualTo(heads);
      assertThat(log.values()).isEqualTo(values);
      goesOn(node, log, heads);
    }
  }

  private static void goesOn(JsonNode node, TestLog log, List<String> heads) {
    boolean mayAppend = !node.get("write").isEmpty();
    if (mayAppend) {
      assertThat(log.append(new CborText("after")).next()).map(Cid::toString).isEqualTo(heads);
    }
  }

  /** One refusal, of the entry or of what it builds on; then the entry is a gap because of it. */
  private static void isRefusedOnce(JsonNode node, Cid hash, JoinOutcome outcome) {
    assertThat(outcome.refused()).hasSize(1);
    Refusal refusal = outcome.refused().get(0);
    assertThat(refusal.error())
        .hasMessageContaining("entry=" + refusal.entry())
        .hasMessageContaining("reason=" + refusal.reason());
    if (refusal.identity() == null) {
      assertThat(refusal.error()).hasMessageNotContaining("identity=");
    } else {
      assertThat(refusal.error()).hasMessageContaining("identity=" + refusal.identity());
    }
    boolean incomplete = INCOMPLETE.contains(Vectors.text(node, "name"));
    assertThat(refusal.reason() == RefusalReason.INCOMPLETE).isEqualTo(incomplete);
    if (incomplete) {
      assertThat(outcome.gaps()).containsExactly(new Gap(hash, outcome.missing()));
    } else if (!refusal.entry().equals(hash)) {
      assertThat(outcome.gaps()).containsExactly(new Gap(hash, Set.of(refusal.entry())));
    } else {
      assertThat(outcome.gaps()).isEmpty();
    }
  }

  private static void isFollowedByTheStrictJoin(JsonNode node) {
    byte[] bytes = candidate(node);
    TestLog log = prior(node);
    List<String> heads = log.heads();

    Throwable refusal =
        catchThrowable(() -> log.join(List.of(Entry.decode(bytes)), JoinVectorTest::block));

    if (isTaken(node)) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).isInstanceOf(DebrosException.class);
      assertThat(log.heads()).isEqualTo(heads);
    }
  }

  private static byte[] candidate(JsonNode node) {
    Vectors.requireFields(
        node,
        "name",
        "policy",
        "why",
        "logId",
        "write",
        "priorHeads",
        "priorEntries",
        "candidate",
        "js");
    JsonNode candidate = Vectors.requireFields(node.get("candidate"), "hash", "bytes");
    byte[] bytes = Vectors.hex(candidate, "bytes");
    assertThat(Cid.ofDagCbor(bytes)).hasToString(Vectors.text(candidate, "hash"));
    return bytes;
  }

  private static boolean isTaken(JsonNode node) {
    String name = Vectors.text(node, "name");
    String policy = Vectors.text(node, "policy");
    return switch (policy) {
      case "must-accept" -> true;
      case "must-reject-like-js", "must-reject-although-js-accepts" -> false;
      case "implementation-choice" -> {
        assertThat(TAKEN_BY_CHOICE.contains(name) || REFUSED_BY_CHOICE.contains(name))
            .as("a choice that was made")
            .isTrue();
        yield TAKEN_BY_CHOICE.contains(name);
      }
      default -> throw Vectors.unknown("policy", policy);
    };
  }

  /** The log that is offered the candidate, opened by a writer who may append where anyone may. */
  private static TestLog prior(JsonNode node) {
    List<String> write = node.get("write").valueStream().map(JsonNode::asString).toList();
    TestLog log =
        TestLog.open(
            Vectors.text(node, "logId"),
            WRITERS.keys(),
            "userA",
            new IpfsAccessController("/ipfs/test", write),
            16);
    List<Entry> heads =
        node.get("priorHeads")
            .valueStream()
            .map(hash -> Entry.decode(block(Cid.parse(hash.asString()))))
            .toList();
    BlockSource source = JoinVectorTest::block;
    log.join(heads, source);
    assertThat(log.values())
        .isEqualTo(node.get("priorEntries").valueStream().map(JsonNode::asString).toList());
    return log;
  }

  private static byte[] block(Cid cid) {
    JsonNode block = FILE.get("blocks").path(cid.toString());
    return block.isString() ? HexFormat.of().parseHex(block.asString()) : null;
  }
}
