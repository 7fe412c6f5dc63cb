package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.PATIENCE;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.identity.SecretFiles;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.network.PeerKeyFile;
import io.debros.store.testing.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer without a place for a node names others. */
class PeerExchangeTest {
  private final Neighbours neighbours = new Neighbours();
  private final FullPeer full = FullPeer.start();

  @AfterEach
  void end() {
    neighbours.close();
    full.close();
  }

  @Test
  void pruned_peerThatIsNamed_isConnectedAndReplicates(@TempDir Path directory) throws IOException {
    DebrosNode named = neighbours.start(directory);
    DebrosNode pruned = neighbours.start();
    DocumentDatabase there = named.openDocuments("posts", OPEN);
    DocumentDatabase here = pruned.openDocuments("posts", OPEN);
    there.put(document("first", 1));
    full.names(here.address().toString(), record(named, directory));

    pruned.network().connect(full.address(), PATIENCE);

    await("the document is there", () -> here.get("first") != null);
    assertThat(pruned.network().peers()).contains(named.network().peerId());
    assertThat(named.network().peers()).containsExactly(pruned.network().peerId());
  }

  @Test
  void pruned_exchangeIsOff_staysAlone(@TempDir Path directory) throws IOException {
    DebrosNode named = neighbours.start(directory);
    NetworkSettings off = NetworkSettings.loopback().withPeerExchange(false);
    DebrosNode pruned = neighbours.start(NodeSettings.inMemory().withNetwork(off));
    DocumentDatabase here = pruned.openDocuments("posts", OPEN);
    full.names(here.address().toString(), record(named, directory));

    pruned.network().connect(full.address(), PATIENCE);
    await("it was pruned", full::hasPruned);
    full.breakRules();
    await("it has read on", () -> pruned.network().peers().isEmpty());

    assertThat(named.network().statistics().connections().in()).isZero();
  }

  /** What a node says of itself, as it would sign it. */
  private static byte[] record(DebrosNode node, Path directory) throws IOException {
    Multiaddr address = node.network().addresses().get(0).withoutPeer();
    Path file =
        Directories.files(directory).stream()
            .filter(each -> each.endsWith("libp2p.peer-key"))
            .findFirst()
            .orElseThrow();
    PrivateKey key =
        PeerKeyFile.openOrCreate(SecretFiles.open(file.getParent()), new SecureRandom());
    byte[] record = new PeerRecord(node.network().peerId(), 1, List.of(address)).seal(key);
    return new ProtobufWriter()
        .bytes(1, node.network().peerId().bytes())
        .bytes(2, record)
        .toBytes();
  }
}
