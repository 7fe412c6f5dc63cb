package io.debros.store;

import static io.debros.store.Neighbours.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes in processes of their own converge, though one is killed and one comes late. */
class ManyProcessesTest {
  private static final int ON_DISK = 3; // the first ones; others keep everything in memory
  private static final int EACH = 10;
  private static final int BEFORE_KILL = 20;

  @TempDir Path directory;

  private final List<Member> members = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  @AfterEach
  void stop() {
    members.forEach(Member::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10})
  void processes_oneKilledAndOneLate_haveEverythingThatWasAcknowledged(int count)
      throws IOException {
    startAll(count - 1);
    List<Member> survivors = List.copyOf(members.subList(1, count - 1));
    writeAtOnce("first", members);

    tell("second", survivors);
    int acknowledged = killWhileItWrites(members.get(0));
    survivors.forEach(Member::awaitWritten);
    restart(0);
    start(count - 1);
    connect(count - 1, 1);
    writeAtOnce("late", members.subList(count - 1, count));

    int written = EACH * (count - 1 + survivors.size() + 1) + acknowledged;
    await("all have the same, and all of it", Member.PATIENCE, () -> isSameEverywhere(written));
    for (Member member : members) {
      assertThat(member.ask("count killed- " + acknowledged)).isEqualTo("" + acknowledged);
      member.end();
    }
  }

  /** The first one unpacks native libraries for all; each knows up to two others. */
  private void startAll(int count) {
    start(0);
    for (int number = 1; number < count; number++) {
      members.add(newMember(number));
    }
    for (int number = 1; number < count; number++) {
      addresses.add(members.get(number).answer());
      connect(number, number - 1);
      if (number > 1) {
        connect(number, number - 2);
      }
    }
  }

  private void start(int number) {
    Member member = newMember(number);
    members.add(member);
    addresses.add(member.answer());
  }

  private Member newMember(int number) {
    return Member.start(
        directory.resolve("unpacked"),
        number < ON_DISK ? directory.resolve("node-" + number) : null);
  }

  /** In the same directory, on another port, which nobody knows yet. */
  private void restart(int number) {
    Member again = newMember(number);
    members.set(number, again);
    addresses.set(number, again.answer());
    connect(number, number + 1);
  }

  private void connect(int from, int to) {
    String peer = members.get(from).ask("connect " + addresses.get(to));
    assertThat(addresses.get(to)).endsWith("/p2p/" + peer);
  }

  private void writeAtOnce(String round, List<Member> writers) {
    tell(round, writers);
    writers.forEach(Member::awaitWritten);
  }

  private void tell(String round, List<Member> writers) {
    for (Member writer : writers) {
      writer.tell("write " + round + "-" + members.indexOf(writer) + "- " + EACH);
    }
  }

  /** Returns how many documents it had acknowledged. */
  private static int killWhileItWrites(Member member) {
    member.tell("write killed- 100000");
    for (int number = 0; number < BEFORE_KILL; number++) {
      assertThat(member.answer()).isEqualTo("ack " + number);
    }
    List<String> rest = member.kill();
    assertThat(rest).allMatch(line -> line.startsWith("ack "));
    return BEFORE_KILL + rest.size();
  }

  private boolean isSameEverywhere(int leastRows) {
    Set<String> states =
        members.stream().map(member -> member.ask("state")).collect(Collectors.toSet());
    String state = states.iterator().next();
    return states.size() == 1 && Integer.parseInt(state.split(" ")[0]) >= leastRows;
  }
}
