package io.debros.store.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.BadPeerException;
import org.junit.jupiter.api.Test;

/** Messages on a stream. */
class FrameReaderTest {
  private final FrameReader reader = new FrameReader(3);

  @Test
  void receive_messagesCutAnywhere_comeWhenTheyAreComplete() {
    assertThat(reader.receive(new byte[] {1, 9, 0, 3, 7}))
        .containsExactly(new byte[] {9}, new byte[0]);
    assertThat(reader.isInsideFrame()).isTrue();
    assertThat(reader.receive(new byte[] {8, 9})).containsExactly(new byte[] {7, 8, 9});
    assertThat(reader.isInsideFrame()).isFalse();
  }

  @Test
  void receive_messageTooLong_isRefused() {
    assertThatThrownBy(() -> reader.receive(FrameReader.frame(new byte[4])))
        .isInstanceOf(BadPeerException.class);
  }
}
