package io.debros.store.replication;

import static io.debros.store.replication.ReplicatorFixture.ANN;
import static io.debros.store.replication.ReplicatorFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TellersTest {
  private final Tellers tellers = new Tellers();

  @Test
  void ask_moreThanMayBeAtATime_isNotAllowedUntilOneIsAnswered() {
    tellers.add(ANN);
    tellers.add(BOB);
    askMost();

    assertThat(tellers.ask(ANN)).isFalse();
    assertThat(tellers.ask(BOB)).isTrue();
    tellers.answered(ANN);
    assertThat(tellers.ask(ANN)).isTrue();
    assertThat(tellers.ask(ANN)).isFalse();
  }

  @Test
  void answered_ofAnEarlierConnection_makesNoMoreRoom() {
    tellers.add(ANN);
    tellers.ask(ANN);
    tellers.remove(ANN);
    tellers.answered(ANN);
    tellers.add(ANN);
    tellers.answered(ANN);

    askMost();

    assertThat(tellers.ask(ANN)).isFalse();
  }

  @Test
  void peer_thatIsNotTrusted_isNotAskedUntilItConnectsAgain() {
    tellers.add(ANN);
    tellers.distrust(ANN);
    tellers.add(ANN); // identify says so again

    assertThat(tellers.isTrusted(ANN)).isFalse();
    assertThat(tellers.ask(ANN)).isFalse();
    tellers.remove(ANN);
    assertThat(tellers.isTrusted(ANN)).isFalse();
    tellers.add(ANN);
    assertThat(tellers.ask(ANN)).isTrue();
  }

  private void askMost() {
    for (int count = 0; count < Tellers.MOST_ASKED; count++) {
      assertThat(tellers.ask(ANN)).isTrue();
    }
  }
}
