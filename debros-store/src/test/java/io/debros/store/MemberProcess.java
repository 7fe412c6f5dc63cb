package io.debros.store;

import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A node in a process of its own that does what it reads, line by line, and answers each with one
 * line: {@code connect <address>}, {@code write <name> <count>}, {@code count <name> <count>},
 * {@code state}. Ends with its input.
 */
final class MemberProcess {
  private static final long PAUSE_NANOS = 2_000_000;

  private final DebrosNode node;
  private final DocumentDatabase database;
  private final PrintStream answers;

  private MemberProcess(DebrosNode node, PrintStream answers) {
    this.node = node;
    this.database = node.openDocuments("posts", Neighbours.OPEN);
    this.answers = answers;
  }

  /** Argument: directory; none to keep everything in memory. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    NodeSettings settings =
        arguments.length == 0 ? NodeSettings.inMemory() : NodeSettings.in(Path.of(arguments[0]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (DebrosNode node = DebrosNode.open(settings.withNetwork(NetworkSettings.loopback()))) {
      MemberProcess member = new MemberProcess(node, answers);
      member.answer(node.network().addresses().get(0).toString());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        member.answer(member.run(line.split(" ")));
      }
    }
  }

  private String run(String[] command) {
    return switch (command[0]) {
      case "connect" -> connect(command[1]);
      case "write" -> write(command[1], Integer.parseInt(command[2]));
      case "count" -> count(command[1], Integer.parseInt(command[2]));
      case "state" -> state();
      default -> throw new IllegalArgumentException(command[0]);
    };
  }

  private String connect(String address) {
    return node.network().connect(Multiaddr.parse(address), Member.PATIENCE).toString();
  }

  /** Tells of each document when it is written. */
  private String write(String name, int count) {
    for (int number = 0; number < count; number++) {
      database.put(Neighbours.document(name + number, number));
      answer("ack " + number);
      LockSupport.parkNanos(PAUSE_NANOS); // not faster than many others can check signatures
    }
    return "written";
  }

  /** How many of the first documents of a name are here. */
  private String count(String name, int count) {
    return String.valueOf(
        IntStream.range(0, count).filter(number -> database.get(name + number) != null).count());
  }

  /** Number of rows, and a digest of heads, entries and rows. */
  private String state() {
    MessageDigest digest = sha256();
    database.heads().forEach(head -> add(digest, head.hash()));
    database.log().values().stream().map(Entry::hash).forEach(hash -> add(digest, hash));
    database
        .all()
        .forEach(
            row -> {
              add(digest, row.hash());
              digest.update(DagCbor.encode(row.value()));
            });
    return database.count() + " " + HexFormat.of().formatHex(digest.digest());
  }

  private void answer(String line) {
    answers.println(line);
    answers.flush();
  }

  private static void add(MessageDigest digest, Cid hash) {
    digest.update(hash.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
