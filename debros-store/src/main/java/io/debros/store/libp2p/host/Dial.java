package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 *   look the name up -> connect to each address in turn -> upgrade -> done
 *        ^-- wait 1 s, then 2 s: the other side took the connection and dropped it unread, which
 *            JavaScript does to the sixth dial within a second (libp2p.md section 6)
 */
/** One way to a peer, until somebody is there or all was tried. Host thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel
final class Dial {
  private static final int MAX_REPEATS = 2;
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long JITTER_MILLIS = 500;

  private final HostContext context;
  private final Peers peers;
  private final Tools tools;
  private final Multiaddr address;
  private final Endpoint endpoint;
  private final CompletableFuture<PeerId> result;
  private final Deque<InetAddress> candidates = new ArrayDeque<>();
  private @Nullable DebrosException last;
  private boolean isDropped;
  private int repeats;

  Dial(
      HostContext context,
      Peers peers,
      Tools tools,
      Multiaddr address,
      Endpoint endpoint,
      CompletableFuture<PeerId> result) {
    this.context = context;
    this.peers = peers;
    this.tools = tools;
    this.address = address;
    this.endpoint = endpoint;
    this.result = result;
  }

  /** What all dials use. */
  record Tools(
      Resolver resolver,
      PeerNames names,
      Channels channels,
      Admission admission,
      RandomGenerator random) {}

  /** Starts; the result is completed in the end. */
  void start() {
    if (result.isDone()) {
      return; // the host was closed during a pause
    }
    isDropped = false;
    tools.resolver().resolve(endpoint, (found, why) -> onHostThread(() -> resolved(found, why)));
  }

  private void resolved(List<InetAddress> found, @Nullable UnknownHostException unknown) {
    if (unknown != null) {
      Problem why = unreachable("Name of a host cannot be resolved");
      result.completeExceptionally(Failures.asFailure(unknown, why));
      return;
    }
    candidates.addAll(found);
    next();
  }

  private void next() {
    if (result.isDone()) {
      return;
    }
    InetAddress candidate = candidates.poll();
    if (candidate != null) {
      connect(candidate);
    } else if (isDropped && repeats < MAX_REPEATS) {
      long pause = FIRST_PAUSE_MILLIS << repeats++;
      long jitter = tools.random().nextLong(JITTER_MILLIS);
      context.after(pause + jitter, this::start);
    } else {
      DebrosException why = last;
      result.completeExceptionally(
          why == null
              ? new UnreachableException(unreachable("Peer cannot be reached"), null)
              : why);
    }
  }

  private void connect(InetAddress host) {
    Refusal refusal = tools.admission().admit(host, Direction.OUTBOUND, context.now());
    if (refusal != null) {
      Problem why = unreachable("Too many connections are open").at("limit", refusal);
      result.completeExceptionally(new UnreachableException(why, null));
      return;
    }
    InetSocketAddress remote = new InetSocketAddress(host, endpoint.port());
    Connection connection = peers.add(Direction.OUTBOUND, endpoint.peer(), new Outcome());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(context.loop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.closeFuture().addListener(gone -> tools.admission().ended(host));
                    tools
                        .channels()
                        .initialize(channel, remote, endpoint, Direction.OUTBOUND, connection);
                  }
                });
    bootstrap
        .connect(remote)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                connection.ended(connected.cause());
              }
            });
  }

  private int connectMillis() {
    return (int) Math.min(Integer.MAX_VALUE, context.limits().upgradeTime().toMillis());
  }

  private Problem unreachable(String sentence) {
    return problem(sentence).at("address", address);
  }

  /** The host may be closed before a name is found; then the result is completed already. */
  private void onHostThread(Runnable task) {
    try {
      context.loop().execute(task);
    } catch (RejectedExecutionException closed) {
      result.completeExceptionally(new UnreachableException(unreachable("Host is closed"), closed));
    }
  }

  /** How one connection ends up. */
  private final class Outcome implements UpgradeAttempt {
    @Override
    public void succeeded(PeerId peer) {
      result.complete(peer);
    }

    @Override
    public void failed(DebrosException why, Refusal reason, boolean wasDropped) {
      last = why;
      isDropped |= wasDropped;
      next();
    }
  }
}
