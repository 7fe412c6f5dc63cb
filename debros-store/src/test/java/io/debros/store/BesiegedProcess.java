package io.debros.store;

import java.io.IOException;
import java.nio.file.Path;

/** A node in a process with little memory that replicates until its input ends. */
final class BesiegedProcess {
  private BesiegedProcess() {}

  /** Argument: directory. Prints the address of the node. */
  public static void main(String[] arguments) throws IOException {
    try (DebrosNode node =
        DebrosNode.open(
            NodeSettings.in(Path.of(arguments[0])).withNetwork(NetworkSettings.loopback()))) {
      node.openDocuments("posts", Neighbours.OPEN);
      System.out.println(node.network().addresses().get(0));
      while (System.in.read() >= 0) {}
    }
  }
}
