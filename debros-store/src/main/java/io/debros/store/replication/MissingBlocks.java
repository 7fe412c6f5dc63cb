package io.debros.store.replication;

import io.debros.store.multiformats.Cid;
import io.debros.store.replication.status.BlockStatus;
import io.debros.store.replication.status.PullStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blocks of one database that were asked for in vain, and when they are asked for again. */
final class MissingBlocks {
  private static final int MOST_REMEMBERED = 10_000;

  private final Map<Cid, Missing> blocks = new LinkedHashMap<>();

  private static final class Missing {
    int attempts;

    /** 0 once it is asked for again. */
    long retryAt;
  }

  /** A block was asked for in vain once more; when to ask again. */
  long failed(Cid cid, long now, Shared shared) {
    Missing block = blocks.computeIfAbsent(cid, key -> new Missing());
    block.attempts++;
    block.retryAt = now + shared.times.retryIn(block.attempts, shared.random);
    return block.retryAt;
  }

  boolean isDue(Cid cid, long now) {
    Missing block = blocks.get(cid);
    return block != null && block.retryAt != 0 && block.retryAt <= now;
  }

  /** It is being asked for again. */
  void asked(Cid cid) {
    Missing block = blocks.get(cid);
    if (block != null) {
      block.retryAt = 0;
    }
  }

  /** How often it was asked for in vain. */
  int attempts(Cid cid) {
    Missing block = blocks.get(cid);
    return block == null ? 0 : block.attempts;
  }

  void remove(Cid cid) {
    blocks.remove(cid);
  }

  void clear() {
    blocks.clear();
  }

  /** Forgets how often, if there are very many. */
  void trim() {
    if (blocks.size() > MOST_REMEMBERED) {
      blocks.clear();
    }
  }

  List<Cid> all() {
    return List.copyOf(blocks.keySet());
  }

  int size() {
    return blocks.size();
  }

  /** The first of them. */
  List<BlockStatus> status() {
    return blocks.entrySet().stream()
        .limit(PullStatus.MOST)
        .map(
            block ->
                new BlockStatus(
                    block.getKey(), block.getValue().attempts, List.of(), block.getValue().retryAt))
        .toList();
  }
}
