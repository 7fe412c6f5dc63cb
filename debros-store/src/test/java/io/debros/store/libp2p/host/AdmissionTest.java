package io.debros.store.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Who may connect. */
class AdmissionTest {
  private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  @Test
  void admit_rateOfAddressExceeded_isRefusedUntilTheNextSecond() {
    Admission admission = new Admission(Limits.connections(9, 9, 9, 1));

    assertThat(admission.admit(LOCAL, Direction.INBOUND, 1_000)).isNull();
    assertThat(admission.admit(LOCAL, Direction.INBOUND, 1_999)).isEqualTo(Refusal.RATE_OF_ADDRESS);
    assertThat(admission.admit(LOCAL, Direction.OUTBOUND, 1_999)).isNull();
    assertThat(admission.admit(LOCAL, Direction.INBOUND, 2_000)).isNull();
  }

  @Test
  void admit_pendingOnesSettled_othersMayCome() {
    Admission admission = new Admission(Limits.connections(9, 9, 1, 9));

    assertThat(admission.admit(LOCAL, Direction.INBOUND, 0)).isNull();
    assertThat(admission.admit(LOCAL, Direction.INBOUND, 0)).isEqualTo(Refusal.PENDING);
    assertThat(admission.admit(LOCAL, Direction.OUTBOUND, 0)).isNull();
    admission.settled();
    assertThat(admission.admit(LOCAL, Direction.INBOUND, 0)).isNull();
  }

  @Test
  void admit_addressesOfOneNetwork_countTogether() throws UnknownHostException {
    Admission admission = new Admission(Limits.connections(9, 1, 9, 9));
    InetAddress first = InetAddress.getByName("2001:db8:0:1::1");
    InetAddress neighbour = InetAddress.getByName("2001:db8:0:1::2");
    InetAddress stranger = InetAddress.getByName("2001:db8:0:2::1");

    assertThat(admission.admit(first, Direction.INBOUND, 0)).isNull();
    assertThat(admission.admit(neighbour, Direction.INBOUND, 0))
        .isEqualTo(Refusal.CONNECTIONS_OF_ADDRESS);
    assertThat(admission.admit(stranger, Direction.INBOUND, 0)).isNull();
    admission.ended(first);
    assertThat(admission.admit(neighbour, Direction.INBOUND, 0)).isNull();
  }
}
