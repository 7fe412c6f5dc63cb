package io.debros.jpa.network;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a database is in sync with its peers, or is not. Lists name a few items of each kind at most.
 * Immutable.
 *
 * @param database its name
 * @param address {@code /orbitdb/zdpu…}: peers replicate what has the same address
 * @param state what it comes to
 * @param heads ours, newest first
 * @param joined entries of others that joined since the database was opened
 * @param waiting entries that are here and wait for what they build on
 * @param wanted blocks that are known to be missing
 * @param lacking heads that peers named and that are not part of the log
 * @param asked blocks that are being asked for
 * @param askedCount how many there are
 * @param missing blocks that were asked for in vain, and are asked for again
 * @param missingCount how many there are
 * @param refused entries that were not taken lately
 * @param refusedCount how often entries were not taken since the database was opened; one that is
 *     tried again counts again
 * @param lastError why the last attempt was given up; null if it was not
 * @param peers connected peers that have said something about the database
 */
public record ReplicationStatus(
    String database,
    String address,
    State state,
    List<String> heads,
    long joined,
    int waiting,
    int wanted,
    int lacking,
    List<Block> asked,
    int askedCount,
    List<Block> missing,
    int missingCount,
    List<Refusal> refused,
    long refusedCount,
    @Nullable String lastError,
    List<Peer> peers) {
  public ReplicationStatus {
    heads = List.copyOf(heads);
    asked = List.copyOf(asked);
    missing = List.copyOf(missing);
    refused = List.copyOf(refused);
    peers = List.copyOf(peers);
  }

  /** What it comes to. */
  public enum State {
    /** No connected peer has a database of this address open. */
    ALONE,
    /** Heads were exchanged with some peer, and all that peers named is here. */
    IN_SYNC,
    /** Something is missing, and on its way; or heads are being exchanged. */
    CATCHING_UP,
    /** Something is missing, and nobody has it, or it was refused; tried again with pauses. */
    STALLED
  }

  /**
   * A block that is not here.
   *
   * @param hash of the block
   * @param attempts how often it was asked for
   * @param peers that are being asked first
   * @param retryIn until it is asked for again; null if it is being asked for
   */
  public record Block(String hash, int attempts, List<String> peers, @Nullable Duration retryIn) {}

  /**
   * An entry that was not taken.
   *
   * @param entry that stays out
   * @param because itself, or the refused entry that it builds on
   * @param reason what is wrong; null if that is said of the other entry
   */
  public record Refusal(String entry, String because, @Nullable String reason) {}

  /**
   * What is known of one peer.
   *
   * @param peer its id
   * @param subscribed whether it has the database open
   * @param exchange how the last exchange of heads with it went: {@code NONE}, {@code RUNNING},
   *     {@code DONE} or {@code FAILED}
   * @param lastContact how long ago it last said something about the database; null for never
   * @param lastExchange how long ago heads were last exchanged; null for never
   * @param heads that it named last
   * @param lacking how many of these are not part of our log
   * @param lastError why an exchange failed; null if none did since one succeeded
   */
  public record Peer(
      String peer,
      boolean subscribed,
      String exchange,
      @Nullable Duration lastContact,
      @Nullable Duration lastExchange,
      List<String> heads,
      int lacking,
      @Nullable String lastError) {}

  /** Whether nothing is known to be missing; also where there is no peer. */
  public boolean isInSync() {
    return state == State.IN_SYNC || state == State.ALONE;
  }

  /** The state in a sentence: what is missing, who was asked, and what went wrong. */
  public String why() {
    return switch (state) {
      case ALONE -> "No connected peer has " + address + " open";
      case IN_SYNC -> "All that " + count(peers.size(), "peer") + " named is here";
      case CATCHING_UP -> lack() + "; " + count(askedCount, "block") + " asked for" + error();
      case STALLED -> lack() + refusals() + "; tried again with pauses" + error();
    };
  }

  private String lack() {
    if (lacking == 0 && wanted == 0) {
      return "Heads are not exchanged yet with " + count(peers.size(), "peer");
    }
    return count(lacking, "head")
        + " of peers not here, "
        + count(wanted, "block")
        + " wanted, "
        + count(missingCount, "block")
        + " nowhere";
  }

  private String refusals() {
    return refused.isEmpty()
        ? ""
        : ", " + count(refused.size(), "entry", "entries") + " refused" + reason();
  }

  private String reason() {
    String reason = refused.get(0).reason();
    return reason == null ? "" : " (" + reason + ")";
  }

  private String error() {
    return lastError == null ? "" : "; last error: " + lastError;
  }

  private static String count(int number, String noun) {
    return count(number, noun, noun + "s");
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** Name, state and reason. */
  @Override
  public String toString() {
    return database + " " + state + ": " + why();
  }
}
