package io.debros.store.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.host.Identify;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.PublicKey;

/** What peers say of themselves: refused, or read to something that says the same. */
public final class PeerMessagesFuzz {
  private PeerMessagesFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    law(() -> key(input));
    law(() -> id(input));
    law(() -> address(input));
    law(() -> record(input));
    law(() -> identify(input));
    law(() -> text(new String(input, UTF_8)));
  }

  private static void key(byte[] input) {
    PublicKey key = PublicKey.decode(input);
    assertThat(key.bytes()).isEqualTo(input);
    assertThat(key.verify(input, input)).isFalse();
    assertThat(PeerId.decode(PeerId.of(key).bytes()).isOf(key)).isTrue();
  }

  private static void id(byte[] input) {
    PeerId id = PeerId.decode(input);
    assertThat(id.bytes()).isEqualTo(input);
    assertThat(PeerId.parse(id.toString())).isEqualTo(id);
  }

  private static void address(byte[] input) {
    Multiaddr address = Multiaddr.decode(input);
    assertThat(address.bytes()).isEqualTo(input);
    if (!address.isOpaque()) {
      assertThat(Multiaddr.parse(address.toString()).toString()).isEqualTo(address.toString());
    }
    assertThat(address.endpoint() != null && address.isOpaque()).isFalse();
  }

  private static void record(byte[] input) {
    PeerRecord record = PeerRecord.open(input);
    assertThat(record.seq()).isNotNegative();
  }

  private static void identify(byte[] input) {
    Identify identify = Identify.decode(input);
    Identify again = Identify.decode(identify.encode(null));
    assertThat(again.protocols()).isEqualTo(identify.protocols());
    assertThat(again.listenAddresses()).isEqualTo(identify.listenAddresses());
    assertThat(again.observedAddress()).isEqualTo(identify.observedAddress());
    assertThat(again.publicKey()).isEqualTo(identify.publicKey());
  }

  private static void text(String text) {
    Multiaddr address = Multiaddr.parse(text);
    assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
  }

  private static void law(Runnable check) {
    try {
      check.run();
    } catch (BadPeerException | IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }
}
