package io.debros.it.interop;

import io.debros.store.DebrosNode;
import io.debros.store.NetworkSettings;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.libp2p.peer.Multiaddr;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A node in a process of its own, to be killed: connects to a peer, opens a database of it, and
 * writes documents for ever. Prints the key of each that is written.
 */
final class LiveWriterProcess {
  /** A line that comes once: so many are written, and the awaited one has arrived. */
  static final String ENOUGH = "enough";

  private static final int LEAST = 20;
  private static final long PAUSE_NANOS = 20_000_000;

  private LiveWriterProcess() {}

  /** Arguments: directory, address of the peer, address of the database, key of a row to await. */
  public static void main(String[] arguments) {
    PrintStream pipe = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    System.setOut(System.err); // where the log goes, which is not what was written
    DebrosNode node =
        DebrosNode.open(
            NodeSettings.in(Path.of(arguments[0])).withNetwork(NetworkSettings.loopback()));
    node.network().connect(Multiaddr.parse(arguments[1]), Duration.ofSeconds(60));
    DocumentDatabase database = node.openDocuments(arguments[2], DocumentOptions.defaults());
    boolean told = false;
    for (int number = 0; ; number++) {
      String key = "process " + number;
      database.put(CborMap.builder().put("_id", key).put("text", "killed").build());
      pipe.println(key);
      if (!told && number >= LEAST && database.get(arguments[3]) != null) {
        pipe.println(ENOUGH);
        told = true;
      }
      LockSupport.parkNanos(PAUSE_NANOS); // not faster than the peer can take it in
    }
  }
}
