package io.debros.store.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.peer.PrivateKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/** What peers say, as bytes; and keys for them. */
final class Rpcs {
  private Rpcs() {}

  /** One RPC with these entries. */
  static byte[] of(Consumer<RpcWriter> entries) {
    RpcWriter writer = new RpcWriter(16 << 20);
    entries.accept(writer);
    List<byte[]> rpcs = writer.finish();
    assertThat(rpcs).hasSize(1);
    return rpcs.get(0);
  }

  /** A message that this key signs. */
  static byte[] message(PrivateKey author, String topic, byte[] data, long seqno) {
    return RpcWriter.message(SignedMessage.sign(author, topic, data, seqno).bytes());
  }

  /** The id of a message, as a peer writes it. */
  static byte[] id(PrivateKey author, long seqno, IdForm form) {
    return SignedMessage.sign(author, "t", new byte[0], seqno).id(form);
  }

  /** Always the same key for a number. */
  static PrivateKey key(int number) {
    return PrivateKey.generate(new Numbered(number));
  }

  /** Not random at all. */
  private static final class Numbered extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final int number;

    Numbered(int number) {
      this.number = number;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      ByteBuffer.wrap(bytes).putInt(number);
    }
  }
}
