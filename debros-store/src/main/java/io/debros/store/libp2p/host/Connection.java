package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *   attached -> started -> upgrading -> established -> closing -> ended
 *                   wire.received -> Noise -> Streams -> handlers
 *                   handlers -> Streams -> Noise -> wire.write        all of it in pump()
 *
 * Handlers run inside pump() only, and closing is always put off to a task of its own: so a handler
 * may do anything, also close its connection, without being called while it is running.
 */
/**
 * One connection: upgrades a wire, moves bytes between it and the streams, and closes in order.
 * Host thread.
 */
final class Connection implements Wire.User {
  private final HostContext context;
  private final Direction direction;
  private final @Nullable PeerId expected;
  private final ConnectionOwner owner;
  private final long startedAt;
  private final Pump pump;
  private final UpgradeAttempt attempt;
  private @Nullable Wire wire;
  private @Nullable Upgrade upgrade;
  private @Nullable Session established;
  private @Nullable Problem closing;
  private boolean hasReceived;
  private boolean isRegistered;
  private boolean isDropped;
  private boolean isEnded;

  /**
   * @param expected who must be there; null if anybody may
   * @param attempt is told once how the upgrade ends
   */
  Connection(
      HostContext context,
      Direction direction,
      @Nullable PeerId expected,
      ConnectionOwner owner,
      UpgradeAttempt attempt) {
    this.context = context;
    this.direction = direction;
    this.expected = expected;
    this.owner = owner;
    this.attempt = new FirstOutcome(attempt);
    this.startedAt = context.now();
    this.pump = new Pump(context.loop(), this::work);
  }

  @Override
  public void attached(Wire given) {
    wire = given;
  }

  @Override
  public void started() {
    Upgrade started = new Upgrade(context.identity(), expected, direction, context.random());
    upgrade = started;
    send(started.takeOutput());
    wire().flush();
  }

  @Override
  public void received(ByteBuffer bytes) {
    if (isOver()) {
      return;
    }
    hasReceived = true;
    try {
      if (established == null) {
        upgrade(bytes);
      } else {
        established.receive(bytes);
      }
    } catch (BadPeerException bad) {
      failed(bad);
    }
    pump.run();
  }

  @Override
  public void writable() {
    pump.run();
  }

  @Override
  public void ended(Throwable reason) {
    Problem why = problem("Connection to a peer is lost");
    end(wire == null ? why : why.at("address", wire.remote()), reason);
  }

  /** Who is at the other end; only once it is established. */
  PeerId peer() {
    return present().peer();
  }

  /** Whether the peer is known, and welcome. */
  boolean isEstablished() {
    return isRegistered;
  }

  /** Where the other side is. */
  Multiaddr remote() {
    return wire().remote();
  }

  Direction direction() {
    return direction;
  }

  ConnectionInfo info() {
    Session now = present();
    return new ConnectionInfo(now.peer(), remote(), direction, now.since(), now.streams().count());
  }

  /** Bytes received and not read, or held. */
  long unread() {
    return established == null ? 0 : established.streams().unread();
  }

  /** What waits, times how long nothing got on; 0 if it is over. */
  long burden(long now) {
    return established == null || isOver() ? 0 : established.streams().burden(now);
  }

  long now() {
    return context.now();
  }

  /** More, or less, of what was read is held. */
  void held(int change) {
    present().streams().held(change);
  }

  /** A stream was not taken. */
  void refused(Refusal reason) {
    context.counters().refused(reason);
  }

  /** See {@link Host#open}. */
  void open(List<String> protocols, StreamOpener opener) {
    present().streams().open(protocols, opener);
    touch();
  }

  /** Ends it soon, after what was written; handlers are told then. */
  void close(Problem why) {
    if (!isOver()) {
      closing = why;
      context.loop().execute(() -> closeNow(why));
    }
  }

  /** Ends it soon, and sends nothing any more; handlers are told then. */
  void drop(Problem why) {
    if (!isOver()) {
      isDropped = true;
      present().streams().forget();
      close(why);
    }
  }

  /** Does what is due; to be called now and then. */
  void tick(long now) {
    if (isOver()) {
      return;
    }
    if (established != null) {
      established.tick(now);
      pump.run();
    } else if (now - startedAt >= context.limits().upgradeTime().toMillis()) {
      Problem why = problem("Connection was not set up in time").at("address", remote());
      attempt.failed(new UnreachableException(why, null), Refusal.UPGRADE_TIME, false);
      wire().abort();
    }
  }

  /** Whether nothing is told to handlers any more, except that streams are closed. */
  boolean isOver() {
    return closing != null || isEnded;
  }

  /** Whether its streams are closed. */
  boolean isEnded() {
    return isEnded;
  }

  void requireHostThread() {
    context.requireHostThread();
  }

  /** A handler has done something with a stream. */
  void touch(HostStream stream) {
    present().streams().touched(stream);
    touch();
  }

  /** There may be something to do; soon. */
  void touch() {
    if (!isEnded) {
      pump.touch();
    }
  }

  private void upgrade(ByteBuffer bytes) {
    Upgrade running = Objects.requireNonNull(upgrade, "Bytes come before the wire has started");
    running.receive(bytes);
    send(running.takeOutput());
    wire().flush();
    if (running.isDone()) {
      establish(running);
    }
  }

  private void establish(Upgrade done) {
    Session present = new Session(this, context, owner, wire(), done.session());
    established = present;
    upgrade = null;
    isRegistered = true;
    Refused refused = owner.established(this);
    if (refused != null) {
      isRegistered = false;
      attempt.failed(new UnreachableException(refused.problem(), null), refused.reason(), false);
      close(refused.problem());
      return;
    }
    attempt.succeeded(present.peer());
    present.begin(done.rest());
  }

  /** Tells streams what has happened, and sends what they say; whether there was either. */
  private boolean work() {
    if (established == null || isOver()) {
      return false;
    }
    boolean isTold = established.streams().work();
    boolean isSent = established.send(this::isOver);
    return isTold || isSent;
  }

  private void failed(BadPeerException bad) {
    Problem why = Failures.problemOf(bad);
    attempt.failed(bad, Refusal.UPGRADE_FAILED, false);
    if (isRegistered) {
      owner.misbehaved(peer(), why, bad.fault().isBreach());
    }
    close(why);
  }

  private void closeNow(Problem why) {
    if (isEnded) {
      return;
    }
    if (isDropped) {
      wire().abort();
    } else {
      if (established != null) {
        established.sayGoodBye();
      }
      wire().close();
    }
    end(why, null);
  }

  private void end(Problem why, @Nullable Throwable cause) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    boolean isDropped = upgrade != null && !hasReceived && closing == null;
    attempt.failed(Failures.asFailure(cause, why), Refusal.UPGRADE_FAILED, isDropped);
    if (established != null) {
      established.streams().end(closing == null ? why : closing);
    }
    owner.ended(this, isRegistered);
  }

  private void send(byte[] bytes) {
    if (bytes.length > 0) {
      wire().write(bytes);
    }
  }

  private Wire wire() {
    return Objects.requireNonNull(wire, "Connection has no wire yet");
  }

  private Session present() {
    return Objects.requireNonNull(established, "Connection is not established");
  }
}
