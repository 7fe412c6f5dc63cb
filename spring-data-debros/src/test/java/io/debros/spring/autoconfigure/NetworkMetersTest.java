package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.network.ReplicationStatus.State;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A network -> meters, and when it is looked at. */
class NetworkMetersTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final FakeNetwork network = new FakeNetwork();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private long now;

  @Test
  void meters_readTogether_shareOneLookOfASecond() {
    NetworkMeters meters = bound();
    network.peers = 1;

    assertThat(value("debros.network.peers")).isZero();
    now += SECOND - 1;
    assertThat(value("debros.network.peers")).isZero();
    now += 1;
    assertThat(value("debros.network.peers")).isEqualTo(1);
    assertThat(value("debros.network.connections.open")).isZero();

    assertThat(network.looks).as("the first and another").isEqualTo(2);
    assertThat(meters).isNotNull();
  }

  @Test
  void databaseAndReason_thatAreNew_getMetersWhenAnyIsRead() {
    NetworkMeters meters = bound();
    network.statuses.add(FakeNetwork.status("global-post", State.STALLED, 1, null));
    network.misbehaviour.put("Message is too long", 9L);
    now += SECOND;

    value("debros.network.peers");

    assertThat(of("debros.replication.joined", "database", "global-post")).isEqualTo(1);
    assertThat(of("debros.replication.waiting", "database", "global-post")).isEqualTo(2);
    assertThat(of("debros.replication.wanted", "database", "global-post")).isEqualTo(3);
    assertThat(of("debros.replication.lacking", "database", "global-post")).isEqualTo(4);
    assertThat(of("debros.replication.asked", "database", "global-post")).isEqualTo(5);
    assertThat(of("debros.replication.missing", "database", "global-post")).isEqualTo(6);
    assertThat(of("debros.replication.refused", "database", "global-post")).isEqualTo(7);
    assertThat(of("debros.network.misbehaviour", "reason", "Message is too long")).isEqualTo(9);
    assertThat(of("debros.replication.databases", "state", "STALLED")).isEqualTo(1);
    assertThat(of("debros.replication.databases", "state", "IN_SYNC")).isZero();
    assertThat(meters).isNotNull();
  }

  @Test
  void bytesThatWait_areAGaugeInBytes() {
    NetworkMeters meters = bound();
    network.waiting = 5_000_000_000L;
    now += SECOND;

    Meter waiting = registry.get("debros.network.waiting").gauge();

    assertThat(measured(waiting)).isEqualTo(5e9);
    assertThat(waiting.getId().getBaseUnit()).isEqualTo("bytes");
    assertThat(meters).isNotNull();
  }

  @Test
  void databases_veryMany_countTogetherBeyondAHundred() {
    for (int number = 0; number < 130; number++) {
      network.statuses.add(FakeNetwork.status("user-" + number, State.ALONE, number, null));
    }

    NetworkMeters meters = bound();

    assertThat(registry.get("debros.replication.joined").meters()).hasSize(101);
    assertThat(of("debros.replication.joined", "database", "user-99")).isEqualTo(99);
    assertThat(of("debros.replication.joined", "database", BoundedTag.OTHERS))
        .isEqualTo((100 + 129) * 30 / 2);
    assertThat(of("debros.replication.databases", "state", "ALONE")).isEqualTo(130);
    assertThat(meters).isNotNull();
  }

  @Test
  void meters_ofANetworkThatDoesNotAnswer_stayAsTheyWere() {
    network.peers = 3;
    NetworkMeters meters = bound();
    network.fails = true;
    now += SECOND;

    assertThat(value("debros.network.peers")).isEqualTo(3);
    assertThat(value("debros.network.bytes")).isZero();

    network.fails = false;
    network.peers = 4;
    now += SECOND;
    assertThat(value("debros.network.peers")).isEqualTo(4);
    assertThat(meters).isNotNull();
  }

  @Test
  void looks_stopped_doNotAskAgain() {
    NetworkLooks looks = new NetworkLooks(network, () -> now);
    looks.stop();
    now += SECOND;

    assertThat(looks.current().statistics().peers()).isZero();
    assertThat(network.looks).isEqualTo(1);
  }

  private NetworkMeters bound() {
    NetworkMeters meters = new NetworkMeters(new NetworkLooks(network, () -> now), registry);
    meters.register();
    return meters;
  }

  private double value(String name) {
    return measured(registry.get(name).meters().iterator().next());
  }

  private double of(String name, String tag, String value) {
    return measured(registry.get(name).tag(tag, value).meter());
  }

  private static double measured(Meter meter) {
    return meter.measure().iterator().next().getValue();
  }
}
