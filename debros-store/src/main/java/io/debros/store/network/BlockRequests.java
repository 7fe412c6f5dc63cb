package io.debros.store.network;

import io.debros.store.block.BlockSource;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which block of peers: replication, and threads of the application that open a
 * database by its address. Host thread only, but for {@link #fetch(Cid)}, which is for all other
 * threads.
 */
final class BlockRequests implements BlockListener, BlockSource {
  /** As long as a JavaScript peer waits. Bitswap gives up by itself a little before. */
  private static final long WAIT_SECONDS = 35;

  private final Host host;
  private final BooleanSupplier mayMeetPeers;
  private final Set<Cid> ofReplication = new HashSet<>();
  private final Map<Cid, List<CompletableFuture<byte @Nullable []>>> lookUps = new HashMap<>();
  private @Nullable BlockStreams streams;
  private @Nullable Replication replication;

  /**
   * @param mayMeetPeers whether there are connected peers, or some may come by themselves
   */
  BlockRequests(Host host, BooleanSupplier mayMeetPeers) {
    this.host = host;
    this.mayMeetPeers = mayMeetPeers;
  }

  void connect(BlockStreams blockStreams, Replication owner) {
    streams = blockStreams;
    replication = owner;
  }

  void fetch(List<Cid> blocks, List<PeerId> preferred) {
    ofReplication.addAll(blocks);
    streams().fetch(blocks, preferred);
  }

  void cancel(List<Cid> blocks) {
    List<Cid> unwanted = blocks.stream().filter(ofReplication::remove).toList();
    if (!unwanted.isEmpty()) {
      streams().cancel(unwanted); // once: look-ups have asked for themselves
    }
  }

  /** Blocks became available here. */
  void stored(Collection<Cid> blocks) {
    streams().stored(blocks);
  }

  /** A block that is here and not stored; null if there is none. */
  byte @Nullable [] find(Cid block) {
    return replication == null ? null : replication.find(block);
  }

  /** Waits for peers; null if none has the block in time. */
  @Override
  public byte @Nullable [] fetch(Cid block) {
    CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
    host.execute(() -> lookUp(block, answer));
    try {
      return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException noAnswer) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void arrived(Cid block, byte[] bytes) {
    answer(block, bytes);
    if (ofReplication.remove(block) && replication != null) {
      replication.arrived(block, bytes);
    }
  }

  @Override
  public void unavailable(Cid block) {
    answer(block, null);
    if (ofReplication.remove(block) && replication != null) {
      replication.unavailable(block);
    }
  }

  /** Nobody gets an answer any more. */
  void close() {
    List.copyOf(lookUps.keySet()).forEach(block -> answer(block, null));
  }

  private void lookUp(Cid block, CompletableFuture<byte @Nullable []> answer) {
    if (!mayMeetPeers.getAsBoolean()) {
      answer.complete(null);
      return;
    }
    lookUps.computeIfAbsent(block, key -> new ArrayList<>()).add(answer);
    streams().fetch(List.of(block), List.of());
  }

  private void answer(Cid block, byte @Nullable [] bytes) {
    List<CompletableFuture<byte @Nullable []>> those = lookUps.remove(block);
    if (those != null) {
      those.forEach(each -> each.complete(bytes));
    }
  }

  private BlockStreams streams() {
    BlockStreams present = streams;
    if (present == null) {
      throw new IllegalStateException("Blocks are asked for before there are streams");
    }
    return present;
  }
}
