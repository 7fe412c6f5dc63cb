package io.debros.bench.network;

import io.debros.store.DebrosNode;
import io.debros.store.NetworkSettings;
import io.debros.store.NodeSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes in memory that connect to another one and stay until the input ends. Arguments: an address,
 * how many. Prints a byte when all are connected.
 */
public final class Guests {
  static final int READY = '.';

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Guests() {}

  public static void main(String[] arguments) throws IOException {
    List<DebrosNode> guests = new ArrayList<>();
    for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
      DebrosNode guest =
          DebrosNode.open(NodeSettings.inMemory().withNetwork(NetworkSettings.loopback()));
      guests.add(guest);
      guest.network().connect(Multiaddr.parse(arguments[0]), PATIENCE);
    }
    System.out.write(READY);
    System.out.flush();
    while (System.in.read() >= 0) {}
    guests.forEach(DebrosNode::close);
  }
}
