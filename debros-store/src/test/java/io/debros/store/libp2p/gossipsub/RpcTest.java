package io.debros.store.libp2p.gossipsub;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.gossipsub.Rpc.Offer;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoding and decoding of RPCs, and their limits. */
class RpcTest {
  @Test
  void read_emptyOrUnknownFields_saysNothing() {
    byte[] unknown =
        new ProtobufWriter()
            .uint64(9, 7)
            .message(Rpc.CONTROL, new ProtobufWriter().text(6, "later"))
            .toBytes();

    assertThat(RpcReader.read(new byte[0]).subscriptions()).isEmpty();
    assertThat(RpcReader.read(unknown).offers()).isEmpty();
  }

  @Test
  void read_subscriptionTwice_lastCounts() {
    byte[] rpc =
        Rpcs.of(
            out -> {
              out.subscription("a", true);
              out.subscription("a", false);
            });

    assertThat(RpcReader.read(rpc).subscriptions()).containsExactly(entry("a", false));
  }

  @Test
  void read_tooManySubscriptionsOrMessages_isRefused() {
    assertThat(RpcReader.read(repeated(Rpc.SUBSCRIPTIONS, 5_000)).subscriptions()).hasSize(1);
    assertThat(RpcReader.read(repeated(Rpc.MESSAGES, 5_000)).messages()).hasSize(5_000);
    assertLimit(repeated(Rpc.SUBSCRIPTIONS, 5_001));
    assertLimit(repeated(Rpc.MESSAGES, 5_001));
  }

  @ParameterizedTest
  @ValueSource(ints = {Rpc.IHAVE, Rpc.IWANT, Rpc.GRAFT, Rpc.PRUNE, Rpc.IDONTWANT})
  void read_tooManyControlEntries_isRefusedAlsoInSeveralControls(int kind) {
    byte[] half = repeated(kind, 2_501);
    ProtobufWriter twice = new ProtobufWriter().bytes(Rpc.CONTROL, half);

    assertThat(RpcReader.read(twice.toBytes())).isNotNull();
    assertLimit(twice.bytes(Rpc.CONTROL, half).toBytes());
  }

  @Test
  void read_tooManyUnwantedIdsOrPeers_isRefused() {
    assertThat(RpcReader.read(control(Rpc.IDONTWANT, repeated(1, 512))).unwanted()).hasSize(512);
    assertThat(RpcReader.read(control(Rpc.PRUNE, repeated(2, 16))).prunes().get(0).peers())
        .hasSize(16);
    assertLimit(control(Rpc.IDONTWANT, repeated(1, 513)));
    assertLimit(control(Rpc.PRUNE, repeated(2, 17)));
  }

  @Test
  void read_moreIdsThanAnybodyLooksAt_keepsABoundedNumber() {
    Rpc offers = RpcReader.read(control(Rpc.IHAVE, repeated(2, 100_000)));
    Rpc wants = RpcReader.read(control(Rpc.IWANT, repeated(1, 100_000)));

    assertThat(offers.offers().get(0).ids()).hasSize(Rpc.MAX_IDS);
    assertThat(wants.wanted()).hasSize(Rpc.MAX_IDS);
  }

  @Test
  void read_lyingLengthOrWrongType_isMalformed() {
    assertMalformed(new byte[] {0x0a, 0x7f, 1});
    assertMalformed(new byte[] {0x0a, 4, 0x12, 100, 1, 1});
    assertMalformed(new byte[] {0x12, 2, 0x08, 1});
    assertMalformed(new byte[] {0x1a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
    assertMalformed(new byte[] {0x0a, 3, 0x12, 1, (byte) 0xff});
  }

  @Test
  void write_anyEntries_areSplitAndReadAgain() {
    Property.check(
        100,
        random -> {
          int maxBytes = GossipLimits.LEAST_SENT_BYTES + random.nextInt(20_000);
          RpcWriter writer = new RpcWriter(maxBytes);
          TreeSet<String> grafts = new TreeSet<>();
          TreeSet<String> topics = new TreeSet<>();
          List<byte[]> ids = new ArrayList<>();
          for (int count = random.nextInt(500); count > 0; count--) {
            String topic = Integer.toString(random.nextInt(), 36).repeat(1 + random.nextInt(9));
            grafts.add(topic);
            writer.graft(topic);
            topics.add(topic);
            writer.subscription(topic, random.nextBoolean());
            byte[] id = new byte[random.nextInt(MessageId.MAX_BYTES)];
            random.nextBytes(id);
            ids.add(id);
          }
          writer.offer("all", ids);
          writer.want(ids);

          List<byte[]> rpcs = writer.finish();

          assertThat(rpcs).allMatch(rpc -> rpc.length <= maxBytes);
          List<Rpc> read = rpcs.stream().map(RpcReader::read).toList();
          assertThat(read.stream().flatMap(rpc -> rpc.grafts().stream()))
              .containsExactlyInAnyOrderElementsOf(grafts);
          assertThat(read.stream().flatMap(rpc -> rpc.subscriptions().keySet().stream()))
              .containsOnlyOnceElementsOf(topics);
          assertThat(read.stream().flatMap(rpc -> rpc.wanted().stream()))
              .containsExactlyElementsOf(ids);
          assertThat(read.stream().flatMap(rpc -> rpc.offers().stream()).map(Offer::ids))
              .allMatch(some -> some.size() <= Rpc.MAX_IDS);
          assertThat(
                  read.stream()
                      .flatMap(rpc -> rpc.offers().stream())
                      .flatMap(o -> o.ids().stream()))
              .containsExactlyElementsOf(ids);
        });
  }

  @Test
  void write_manyTopics_makesRpcsThatJavaScriptTakes() {
    RpcWriter writer = new RpcWriter(GossipLimits.defaults().sentBytes());
    for (int i = 0; i < 12_000; i++) {
      writer.subscription("topic " + i, true);
    }

    List<Rpc> rpcs = writer.finish().stream().map(RpcReader::read).toList();

    assertThat(rpcs).hasSize(3);
    assertThat(rpcs.stream().mapToInt(rpc -> rpc.subscriptions().size()).sum()).isEqualTo(12_000);
  }

  @Test
  void write_manyUnwantedIds_makesRpcsThatJavaScriptTakes() {
    RpcWriter writer = new RpcWriter(GossipLimits.defaults().sentBytes());
    List<byte[]> ids = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      ids.add(new byte[44]);
    }
    writer.refuse(ids);

    List<Rpc> rpcs = writer.finish().stream().map(RpcReader::read).toList();

    assertThat(rpcs.stream().map(rpc -> rpc.unwanted().size())).containsExactly(512, 512, 76);
  }

  @Test
  void read_mutated_isRefusedOrRead() {
    byte[] rpc =
        Rpcs.of(
            out -> {
              out.subscription("topic", true);
              out.graft("topic");
              out.prune("topic", 60);
              out.offer("topic", List.of(new byte[44]));
              out.want(List.of(new byte[44]));
              out.refuse(List.of(new byte[44]));
            });
    Property.check(
        2_000,
        random -> {
          try {
            Rpc read = RpcReader.read(Mutations.of(rpc, random));
            assertThat(read.subscriptions()).hasSizeLessThan(9);
          } catch (BadPeerException refused) {
            assertThat(refused.fault().isBreach()).isTrue();
          }
        });
  }

  private static byte[] repeated(int field, int count) {
    ProtobufWriter out = new ProtobufWriter();
    for (int i = 0; i < count; i++) {
      out.bytes(field, new byte[0]);
    }
    return out.toBytes();
  }

  private static byte[] control(int kind, byte[] entry) {
    return new ProtobufWriter()
        .message(Rpc.CONTROL, new ProtobufWriter().bytes(kind, entry))
        .toBytes();
  }

  private static void assertLimit(byte[] rpc) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> RpcReader.read(rpc))
        .withMessageContaining("too many entries")
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
  }

  private static void assertMalformed(byte[] rpc) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> RpcReader.read(rpc))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.MALFORMED));
  }
}
