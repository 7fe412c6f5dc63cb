package io.debros.store.bitswap;

import static io.debros.store.bitswap.BitswapFixture.cid;
import static io.debros.store.bitswap.BitswapFixture.data;
import static io.debros.store.testing.Vectors.hex;
import static io.debros.store.testing.Vectors.requireFields;
import static io.debros.store.testing.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Presence;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class BitswapMessageTest {
  private static final JsonNode VECTOR =
      requireFields(
          Libp2pVectors.load("bitswap"),
          "cid",
          "cidBytes",
          "blockData",
          "prefix",
          "wantBlockAsJsSends",
          "wantHave",
          "cancel",
          "blockAsJsSends",
          "have",
          "dontHave");
  private static final Cid CID = Cid.parse(text(VECTOR, "cid"));
  private static final byte[] DATA = hex(VECTOR, "blockData");

  @TestFactory
  Stream<DynamicTest> vector_message_isWrittenAndReadLikeThat() {
    return Stream.of(
        vector("wantBlockAsJsSends", wants(new Want(CID, Kind.BLOCK, 1, true))),
        vector("wantHave", wants(new Want(CID, Kind.HAVE, 1, true))),
        vector("cancel", wants(new Want(CID, Kind.CANCEL, 0, false))),
        vector("blockAsJsSends", answers(List.of(Block.of(CID, DATA)), List.of())),
        vector("have", answers(List.of(), List.of(new Presence(CID, true)))),
        vector("dontHave", answers(List.of(), List.of(new Presence(CID, false)))));
  }

  private static DynamicTest vector(String name, BitswapMessage message) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          byte[] bytes = hex(VECTOR, name);
          assertThat(message.encode()).isEqualTo(bytes);
          assertThat(BitswapMessage.decode(bytes))
              .usingRecursiveComparison()
              .withStrictTypeChecking()
              .isEqualTo(message);
        });
  }

  @Test
  void vector_block_hasThisCidAndPrefix() {
    assertThat(CID.bytes()).isEqualTo(hex(VECTOR, "cidBytes"));
    assertThat(CID.multihash().isOf(DATA)).isTrue();
    assertThat(Block.of(CID, DATA).prefix()).isEqualTo(hex(VECTOR, "prefix"));
    assertThat(Block.of(CID, DATA).isSha256()).isTrue();
  }

  @Test
  void wantsOfOurs_areThoseOfJavaScript() {
    assertThat(wants(Want.block(CID)).encode()).isEqualTo(hex(VECTOR, "wantBlockAsJsSends"));
    assertThat(wants(Want.cancel(CID)).encode()).isEqualTo(hex(VECTOR, "cancel"));
  }

  @Test
  void prefix_ofVersion0_isWrittenInFull() {
    Cid old = Cid.decode(cid(1).multihash().bytes());

    assertThat(Block.of(old, data(1)).prefix()).containsExactly(0, 0x70, 0x12, 0x20);
  }

  @Test
  void message_ofKubo_isReadWithItsPrioritiesAndUnknownFields() {
    byte[] entry =
        new ProtobufWriter()
            .bytes(1, CID.bytes())
            .uint64(2, Integer.MAX_VALUE)
            .uint64(9, 7)
            .toBytes();
    byte[] list = new ProtobufWriter().bytes(1, entry).bool(2, true).toBytes();
    byte[] message = new ProtobufWriter().bytes(1, list).uint64(5, 99).text(8, "new").toBytes();

    BitswapMessage read = BitswapMessage.decode(message);

    assertThat(read.wants()).containsExactly(new Want(CID, Kind.BLOCK, Integer.MAX_VALUE, false));
    assertThat(read.isFull()).isTrue();
  }

  @Test
  void priority_negative_isTheLowest() {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes(new ProtobufWriter().bytes(1, CID.bytes()).toBytes());
    entry.writeBytes(new byte[] {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    byte[] list = new ProtobufWriter().bytes(1, entry.toByteArray()).toBytes();

    BitswapMessage read = BitswapMessage.decode(new ProtobufWriter().bytes(1, list).toBytes());

    assertThat(read.wants()).containsExactly(new Want(CID, Kind.BLOCK, 0, false));
  }

  @Test
  void entries_thatNobodyUnderstands_areLeftOut() {
    ProtobufWriter list =
        new ProtobufWriter()
            .message(1, new ProtobufWriter())
            .message(1, new ProtobufWriter().bytes(1, new byte[] {9, 9, 9}))
            .message(1, new ProtobufWriter().bytes(1, new byte[1000]))
            .message(1, new ProtobufWriter().bytes(1, CID.bytes()).uint64(4, 2));
    ProtobufWriter message =
        new ProtobufWriter()
            .message(1, list)
            .message(4, new ProtobufWriter())
            .message(4, new ProtobufWriter().bytes(1, CID.bytes()).uint64(2, 2));

    BitswapMessage read = BitswapMessage.decode(message.toBytes());

    assertThat(read).isEqualTo(new BitswapMessage(List.of(), false, List.of(), List.of()));
  }

  @Test
  void message_cutOff_isRefused() {
    byte[] whole = hex(VECTOR, "wantBlockAsJsSends");

    for (int length = 1; length < whole.length - 2; length++) {
      assertRefused(Arrays.copyOf(whole, length), Fault.MALFORMED);
    }
  }

  @Test
  void message_tooLongOrOfTooManyParts_isRefused() {
    byte[] empty = {0x1a, 0};
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int count = 0; count < 131_073; count++) {
      many.writeBytes(empty);
    }

    assertRefused(new byte[BitswapMessage.MAX_BYTES + 1], Fault.LIMIT);
    assertRefused(many.toByteArray(), Fault.LIMIT);
  }

  @Test
  void message_ofNonsense_isRefused() {
    ProtobufWriter list = new ProtobufWriter();
    for (int count = 0; count < 65; count++) {
      list.message(1, new ProtobufWriter().bytes(1, new byte[] {2, 2}));
    }

    assertRefused(new ProtobufWriter().message(1, list).toBytes(), Fault.MALFORMED);
  }

  @Test
  void message_mutated_isRefusedOrRead() {
    byte[] whole =
        new BitswapMessage(
                List.of(Want.block(CID), Want.cancel(CID)),
                true,
                List.of(Block.of(CID, DATA)),
                List.of(new Presence(CID, false)))
            .encode();

    Property.check(
        500,
        random -> {
          try {
            BitswapMessage read = BitswapMessage.decode(Mutations.of(whole, random));
            BitswapMessage again = BitswapMessage.decode(read.encode());
            assertThat(again.encode()).isEqualTo(read.encode());
          } catch (BadPeerException refused) {
            assertThat(refused.fault()).isIn(Fault.MALFORMED, Fault.LIMIT);
          }
        });
  }

  private static void assertRefused(byte[] message, Fault fault) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> BitswapMessage.decode(message))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  private static BitswapMessage wants(Want want) {
    return BitswapMessage.ofWants(List.of(want), false);
  }

  private static BitswapMessage answers(List<Block> blocks, List<Presence> presences) {
    return BitswapMessage.ofAnswers(blocks, presences);
  }
}
