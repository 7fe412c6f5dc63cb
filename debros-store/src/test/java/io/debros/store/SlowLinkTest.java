package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.PATIENCE;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.testing.Scale;
import io.debros.store.testing.SlowLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replication over a line with 100 ms delay, 1 % loss and 1 Mbit/s. */
class SlowLinkTest {
  private static final int DOCUMENTS = Scale.of("debros.slow-link.documents", 500);
  private static final long BITS_PER_SECOND = 1_000_000;

  private final Neighbours neighbours = new Neighbours();

  @AfterEach
  void stop() {
    neighbours.close();
  }

  @Test
  void slowLink_longHistory_arrivesWhole() {
    DebrosNode near = neighbours.start();
    DebrosNode far = neighbours.start();
    DocumentDatabase written = near.openDocuments("posts", OPEN);
    fill(written, "post ", DOCUMENTS);
    DocumentDatabase read = far.openDocuments("posts", OPEN);
    Multiaddr address = near.network().addresses().get(0);
    int port = address.endpoint().port();
    long seed = Long.getLong("debros.seed", System.nanoTime());

    try (SlowLink link = new SlowLink(port, 100, 0.01, BITS_PER_SECOND, seed)) {
      long began = System.nanoTime();
      far.network()
          .connect(
              Multiaddr.parse("/ip4/127.0.0.1/tcp/" + link.port())
                  .withPeer(near.network().peerId()),
              PATIENCE);
      await("it arrives", PATIENCE.multipliedBy(10), () -> read.count() == DOCUMENTS);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "SlowLinkTest: %d documents in %.1f s, %.0f kbit/s of %d; -Ddebros.seed=%d%n",
          DOCUMENTS, seconds, link.carried() * 8 / seconds / 1000, BITS_PER_SECOND / 1000, seed);
    }

    awaitSame(written, read);
    assertThat(read.count()).isEqualTo(DOCUMENTS);
  }
}
