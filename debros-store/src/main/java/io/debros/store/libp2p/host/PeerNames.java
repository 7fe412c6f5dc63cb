package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.Problem;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/*
 *   /dnsaddr/example.org[/p2p/ID]  ->  _dnsaddr.example.org TXT?
 *   dnsaddr=/ip4/192.0.2.1/tcp/4001/p2p/ID         an address
 *   dnsaddr=/dnsaddr/a.example.org/p2p/ID          another name, to be looked up as well
 *
 * Names are what anybody wrote into a zone, and may lead in circles: there is an end to how deep
 * they go, how many are looked up, how many addresses count and how long it takes.
 */
/**
 * Looks up what names stand for that are addresses of peers. Host thread.
 *
 * @see <a
 *     href="https://github.com/multiformats/multiaddr/blob/master/protocols/DNSADDR.md">DNSADDR</a>
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners say what comes of it
final class PeerNames implements AutoCloseable {
  static final int MOST_LOOK_UPS = 16;
  static final int MOST_ADDRESSES = 64;
  static final int DEEPEST = 4;

  private static final String PREFIX = "dnsaddr=";
  private static final long MOST_MILLIS = 30_000;
  private static final long ANSWER_MILLIS = 5_000;

  private final HostContext context;
  private @Nullable DnsNameResolver servers;
  private boolean isClosed;

  PeerNames(HostContext context) {
    this.context = context;
  }

  /**
   * The addresses behind one that begins with {@code /dnsaddr}: each can be dialled, and names the
   * peer that the name was said to lead to, if one was. At least one; else {@link
   * UnreachableException}.
   */
  CompletionStage<List<Multiaddr>> resolve(Multiaddr name) {
    Search search = new Search(name);
    search.add(name, 0);
    search.next();
    return search.result;
  }

  /** Gives up what is still looked up. */
  @Override
  public void close() {
    isClosed = true;
    DnsNameResolver present = servers;
    if (present != null) {
      present.close();
    }
  }

  private DnsNameResolver servers() {
    DnsNameResolver present = servers;
    if (present == null) {
      present = build(context.settings().nameServers());
      servers = present;
    }
    return present;
  }

  private DnsNameResolver build(List<InetSocketAddress> given) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(context.loop())
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class) // for answers that fit into no datagram
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .queryTimeoutMillis(ANSWER_MILLIS);
    return given.isEmpty()
        ? builder.build()
        : builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(given)).build();
  }

  private static List<String> texts(List<DnsRecord> records) {
    List<String> texts = new ArrayList<>();
    for (DnsRecord record : records) {
      if (record instanceof DnsRawRecord raw && DnsRecordType.TXT.equals(raw.type())) {
        texts.add(text(raw.content()));
      }
    }
    return texts;
  }

  /** The strings of a record, each behind its length, are one text. */
  private static String text(ByteBuf content) {
    StringBuilder text = new StringBuilder();
    ByteBuf rest = content.slice();
    while (rest.isReadable()) {
      int length = Math.min(rest.readUnsignedByte(), rest.readableBytes());
      text.append(rest.readCharSequence(length, UTF_8));
    }
    return text.toString();
  }

  /** A name to be looked up. */
  private record Step(String host, int depth) {
    /** With the dot at its end that keeps the domains of this machine out. */
    String question() {
      return "_dnsaddr." + host.replaceFirst("\\.$", "") + ".";
    }
  }

  /** What one name stands for. */
  private final class Search {
    private final CompletableFuture<List<Multiaddr>> result = new CompletableFuture<>();
    private final Multiaddr name;
    private final @Nullable PeerId peer;
    private final long end = context.now() + MOST_MILLIS;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<Multiaddr> found = new LinkedHashSet<>();
    private @Nullable Throwable last;

    Search(Multiaddr name) {
      this.name = name;
      this.peer = name.peer();
    }

    /** Looks the next name up, or is done. */
    void next() {
      boolean isOver = isClosed || context.now() >= end || found.size() >= MOST_ADDRESSES;
      Step step = isOver ? null : steps.poll();
      if (step == null) {
        finish();
        return;
      }
      try {
        servers()
            .resolveAll(new DefaultDnsQuestion(step.question(), DnsRecordType.TXT))
            .addListener((Future<List<DnsRecord>> answer) -> answered(answer, step.depth));
      } catch (IllegalArgumentException noName) {
        last = noName;
        next();
      }
    }

    private void answered(Future<List<DnsRecord>> answer, int depth) {
      if (answer.isSuccess()) {
        read(answer.getNow(), depth);
      } else {
        last = answer.cause();
      }
      next();
    }

    void add(Multiaddr address, int depth) {
      Endpoint endpoint = address.endpoint();
      if (endpoint == null || !isFitting(endpoint.peer())) {
        return;
      }
      if (endpoint.kind() == Endpoint.Kind.DNSADDR) {
        follow(endpoint.host(), depth);
      } else if (found.size() < MOST_ADDRESSES && (peer == null || endpoint.peer() != null)) {
        found.add(address);
      }
    }

    /** Whether it can be the peer that is looked for; a name may yet lead to it. */
    private boolean isFitting(@Nullable PeerId found) {
      return peer == null || found == null || peer.equals(found);
    }

    private void follow(String host, int depth) {
      boolean isAllowed = depth < DEEPEST && seen.size() < MOST_LOOK_UPS;
      if (isAllowed && seen.add(host.toLowerCase(Locale.ROOT))) {
        steps.add(new Step(host, depth));
      }
    }

    private void read(List<DnsRecord> records, int depth) {
      try {
        for (String text : texts(records)) {
          Multiaddr address = text.startsWith(PREFIX) ? parse(text) : null;
          if (address != null) {
            add(address, depth + 1);
          }
        }
      } finally {
        records.forEach(ReferenceCountUtil::release);
      }
    }

    private @Nullable Multiaddr parse(String text) {
      try {
        return Multiaddr.parse(text.substring(PREFIX.length()));
      } catch (IllegalArgumentException unknownStep) {
        return null; // for others, who know more protocols
      }
    }

    private void finish() {
      if (!found.isEmpty()) {
        result.complete(List.copyOf(found));
        return;
      }
      Problem why =
          problem("Name stands for no address that can be dialled")
              .at("address", name)
              .at("reason", last == null ? "no fitting TXT record" : last.getMessage())
              .advice("Look at the TXT records of _dnsaddr and the name, and at the peer id");
      result.completeExceptionally(new UnreachableException(why, last));
    }
  }
}
