package io.debros.store.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.BadPeerException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PingTest {
  private final Ping ping = new Ping(new SplittableRandom(7));

  @Test
  void receive_echoInTwoPieces_isAnswered() {
    byte[] request = ping.request();

    ping.receive(ByteBuffer.wrap(request, 0, 5));
    assertThat(ping.isAnswered()).isFalse();
    ping.receive(ByteBuffer.wrap(request, 5, 27));

    assertThat(request).hasSize(32);
    assertThat(ping.isAnswered()).isTrue();
    assertThat(new Ping(new SplittableRandom(8)).request()).isNotEqualTo(request);
  }

  @Test
  void receive_otherBytes_areRefused() {
    byte[] request = ping.request();
    request[3] ^= 1;

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> ping.receive(ByteBuffer.wrap(request)))
        .withMessageContaining("other bytes {offset=3}");
  }

  @Test
  void receive_moreThanWasAsked_isRefused() {
    ping.receive(ByteBuffer.wrap(ping.request()));

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> ping.receive(ByteBuffer.wrap(new byte[1])));
  }
}
