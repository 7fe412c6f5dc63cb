package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.connect;
import static io.debros.store.Neighbours.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.NetworkStatistics.InOut;
import io.debros.store.database.DocumentDatabase;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node counts of its network. */
class NetworkStatisticsTest {
  private final Neighbours neighbours = new Neighbours();

  @AfterEach
  void stop() {
    neighbours.close();
  }

  @Test
  void statistics_ofTwoNodesThatReplicate_countBothWays() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase written = first.openDocuments("posts", OPEN);
    fill(written, "post ", 100);
    DocumentDatabase read = second.openDocuments("posts", OPEN);

    connect(second, first);
    awaitSame(written, read);

    NetworkStatistics here = first.network().statistics();
    assertThat(here.peers()).isEqualTo(1);
    assertThat(here.open()).isEqualTo(new InOut(1, 0));
    assertThat(here.connections()).isEqualTo(new InOut(1, 0));
    assertThat(here.streams().in()).isPositive();
    assertThat(here.streams().out()).isPositive();
    assertThat(here.bytes().out()).isGreaterThan(10_000);
    assertThat(here.bytes().in()).isPositive();
    assertThat(here.refused()).isEmpty();
    assertThat(here.misbehaviour()).isEmpty();
    assertThat(second.network().statistics().open()).isEqualTo(new InOut(0, 1));
  }

  @Test
  void statistics_afterPartingAndARefusal_keepWhatWas() {
    DebrosNode first = neighbours.start();
    DebrosNode closed =
        neighbours.start(
            NodeSettings.inMemory()
                .withNetwork(
                    NetworkSettings.loopback().withAllowList(Set.of(first.network().peerId()))));
    DebrosNode stranger = neighbours.start();
    connect(first, closed);
    closed.network().disconnect(first.network().peerId());
    await("they part", () -> closed.network().statistics().peers() == 0);

    stranger.network().connect(closed.network().addresses().get(0));
    await("a stranger is refused", () -> !closed.network().statistics().refused().isEmpty());

    NetworkStatistics counted = closed.network().statistics();
    assertThat(counted.open()).isEqualTo(new InOut(0, 0));
    assertThat(counted.connections()).isEqualTo(new InOut(1, 0));
    assertThat(counted.refused()).containsOnlyKeys("NOT_ALLOWED");
  }
}
