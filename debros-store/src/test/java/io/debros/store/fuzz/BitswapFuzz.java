package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.bitswap.BitswapLimits;
import io.debros.store.bitswap.BitswapMessage;
import io.debros.store.bitswap.BitswapTimes;
import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages of bitswap: refused, or read to something that says the same and is taken. */
public final class BitswapFuzz {
  private static final byte[] DATA = {(byte) 0xa1, 0x61, 0x61, 1};
  private static final Cid CID = Cid.ofDagCbor(DATA);
  private static final PeerId PEER =
      PeerId.decode(Multihash.sha256("peer".getBytes(StandardCharsets.US_ASCII)).bytes());

  private BitswapFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      BitswapMessage read = BitswapMessage.decode(input);
      byte[] written = read.encode();
      assertThat(BitswapMessage.decode(written).encode()).isEqualTo(written);
    } catch (BadPeerException refused) {
      assertThat(refused.problem()).isNotNull();
      return;
    }
    take(input, true);
    take(input, false);
  }

  /** By a node that wants a block, or has it. */
  private static void take(byte[] input, boolean isWanted) {
    Bitswap node =
        new Bitswap(
            BitswapLimits.defaults(), BitswapTimes.defaults(), cid -> isWanted ? null : DATA, 0);
    node.connected(PEER, 0);
    if (isWanted) {
      node.fetch(List.of(CID), List.of(PEER), 0);
    }
    node.received(PEER, input, 1);
    while (node.poll() != null) {
      assertThat(node.statistics().queuedBytes()).isLessThan(4 << 20);
    }
    node.disconnected(PEER, 2);
    assertThat(node.statistics().wantedByPeers()).isZero();
  }
}
