package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Missing blocks that nobody has asked for yet, or that are to be asked for again: identities of
 * writers and entries. One thread at a time.
 */
final class Unasked {
  private final Consumer<Node> unneeded;
  private final Wants identities = new Wants();
  private final Wants entries = new Wants();

  /**
   * @param unneeded told what is wanted although nothing needs it any more
   */
  Unasked(Consumer<Node> unneeded) {
    this.unneeded = unneeded;
  }

  void add(Node node) {
    (node.identity ? identities : entries).add(node);
  }

  /** Whether there is an identity to ask for. */
  boolean hasIdentities() {
    return hasAny(identities);
  }

  /** Whether there is an entry to ask for. */
  boolean hasEntries() {
    return hasAny(entries);
  }

  /**
   * The next block to ask for.
   *
   * @param allowed peers that may have more asked for
   * @return null if there is none
   */
  @Nullable Node poll(boolean alsoEntries, Predicate<PeerId> allowed) {
    Node identity = hasAny(identities) ? identities.poll(allowed) : null;
    return identity == null && alsoEntries && hasAny(entries) ? entries.poll(allowed) : identity;
  }

  /** Entries that lead to these. */
  List<Node> leads() {
    return wantedEntries()
        .flatMap(node -> node.dependents.stream())
        .filter(on -> on.state == Node.State.WAITING)
        .distinct()
        .toList();
  }

  /** Those of these that sound entries lead to. */
  List<Node> frontier(int most) {
    return wantedEntries().filter(Unasked::isSoundlyNamed).limit(most).toList();
  }

  void clear() {
    identities.clear();
    entries.clear();
  }

  private Stream<Node> wantedEntries() {
    return entries.stream().filter(node -> node.state == Node.State.WANTED);
  }

  private static boolean isSoundlyNamed(Node node) {
    return node.dependents.stream().anyMatch(on -> on.sound && on.state != Node.State.GONE);
  }

  /** Whether there is any, without those that nothing needs any more. */
  private boolean hasAny(Wants wants) {
    wants.dropUnneeded(this::isUnneeded);
    return !wants.isEmpty();
  }

  private boolean isUnneeded(Node node) {
    if (node.state == Node.State.WANTED && node.isNeeded()) {
      return false;
    }
    if (node.state == Node.State.WANTED) {
      unneeded.accept(node);
    }
    return true;
  }
}
