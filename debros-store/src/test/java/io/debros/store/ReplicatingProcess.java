package io.debros.store;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.libp2p.peer.Multiaddr;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A node in a process of its own, to be killed: connects to another, replicates with it, and writes
 * documents for ever, each a line {@code ack <id>} when it is written.
 */
final class ReplicatingProcess {
  private static final long PAUSE_NANOS = 500_000;

  private ReplicatingProcess() {}

  /** Arguments: directory, address of the other node, first number of a document. */
  public static void main(String[] arguments) {
    PrintStream pipe = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    DebrosNode node =
        DebrosNode.open(
            NodeSettings.in(Path.of(arguments[0])).withNetwork(NetworkSettings.loopback()));
    DocumentDatabase database = node.openDocuments("posts", Neighbours.OPEN);
    node.network().connect(Multiaddr.parse(arguments[1]), Duration.ofSeconds(30));
    for (long number = Long.parseLong(arguments[2]); ; number++) {
      String id = "process " + number;
      database.put(Neighbours.document(id, number));
      pipe.println("ack " + id);
      pipe.flush();
      LockSupport.parkNanos(PAUSE_NANOS); // not faster than another node can check signatures
    }
  }
}
