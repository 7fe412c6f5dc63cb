package io.debros.store.bitswap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One bitswap, its store, a clock that is set by hand, and what it wanted done. */
final class BitswapFixture implements BitswapPerformer {
  static final PeerId A = peer("a");
  static final PeerId B = peer("b");
  static final PeerId C = peer("c");

  private static final Map<Multihash, Integer> NUMBERS =
      IntStream.range(0, 5000)
          .boxed()
          .collect(Collectors.toMap(number -> cid(number).multihash(), number -> number));

  final Map<Cid, byte[]> store = new HashMap<>();
  final Bitswap bitswap;
  final List<Cid> arrived = new ArrayList<>();
  final List<@Nullable PeerId> givers = new ArrayList<>();
  final List<Cid> unavailable = new ArrayList<>();
  final List<PeerId> misbehaved = new ArrayList<>();
  private final Map<PeerId, List<BitswapMessage>> sent = new HashMap<>();
  private final Map<PeerId, Integer> queued = new HashMap<>();
  long now = 1_000_000;

  /** Whether peers take at once what is sent to them. */
  boolean isRead = true;

  BitswapFixture() {
    this(BitswapLimits.defaults());
  }

  BitswapFixture(BitswapLimits limits) {
    bitswap = new Bitswap(limits, BitswapTimes.defaults(), store::get, now);
  }

  static PeerId peer(String name) {
    return PeerId.decode(Multihash.sha256(name.getBytes(UTF_8)).bytes());
  }

  static byte[] data(int number) {
    return ("block " + number).getBytes(UTF_8);
  }

  static Cid cid(int number) {
    return Cid.ofDagCbor(data(number));
  }

  static List<Cid> cids(int from, int to) {
    return IntStream.range(from, to).mapToObj(BitswapFixture::cid).toList();
  }

  static BitswapMessage.Block block(int number) {
    return BitswapMessage.Block.of(cid(number), data(number));
  }

  /** Limits that differ from the defaults in how much is asked for, kept and queued. */
  static BitswapLimits limits(int outstanding, int wants, int unanswered, int queuedBytes) {
    return new BitswapLimits(
        outstanding,
        wants,
        unanswered,
        1 << 17,
        1 << 20,
        queuedBytes,
        64 << 20,
        256,
        16 << 20,
        2000);
  }

  void connect(PeerId... peers) {
    for (PeerId peer : peers) {
      bitswap.connected(peer, now);
    }
    settle();
  }

  void disconnect(PeerId peer) {
    bitswap.disconnected(peer, now);
    settle();
  }

  void fetch(List<Cid> blocks, PeerId... preferred) {
    bitswap.fetch(blocks, List.of(preferred), now);
    settle();
  }

  void store(int number) {
    store.put(cid(number), data(number));
  }

  void stored(int number) {
    store(number);
    bitswap.stored(List.of(cid(number)), now);
    settle();
  }

  void receive(PeerId peer, BitswapMessage message) {
    bitswap.received(peer, message.encode(), now);
    settle();
  }

  void give(PeerId peer, int... numbers) {
    List<BitswapMessage.Block> blocks =
        IntStream.of(numbers).mapToObj(BitswapFixture::block).toList();
    receive(peer, BitswapMessage.ofAnswers(blocks, List.of()));
  }

  void deny(PeerId peer, int number) {
    List<BitswapMessage.Presence> no = List.of(new BitswapMessage.Presence(cid(number), false));
    receive(peer, BitswapMessage.ofAnswers(List.of(), no));
  }

  void want(PeerId peer, Want... wants) {
    receive(peer, BitswapMessage.ofWants(List.of(wants), false));
  }

  /** Lets time pass, with a tick whenever one is due. */
  void pass(long millis) {
    long end = now + millis;
    for (long next = bitswap.nextTick(); next <= end; next = bitswap.nextTick()) {
      now = Math.max(now, next);
      bitswap.tick(now);
      settle();
    }
    now = end;
  }

  /** The peer takes all that waits for it. */
  void read(PeerId peer) {
    while (queued.getOrDefault(peer, 0) > 0) {
      bitswap.sent(peer, queued.remove(peer));
      settle();
    }
  }

  /** Messages for a peer since this was last asked. */
  List<BitswapMessage> takeSent(PeerId peer) {
    List<BitswapMessage> messages = sent.remove(peer);
    return messages == null ? List.of() : messages;
  }

  /** What these messages say: {@code +1} for a want of block 1, {@code -1} for a cancel. */
  List<String> takeWants(PeerId peer) {
    return takeSent(peer).stream()
        .flatMap(message -> message.wants().stream())
        .map(want -> (want.kind() == Kind.CANCEL ? "-" : "+") + number(want.cid()))
        .toList();
  }

  /** What these messages answer: {@code block 1}, {@code have 1}, {@code no 1}. */
  List<String> takeAnswers(PeerId peer) {
    List<String> answers = new ArrayList<>();
    for (BitswapMessage message : takeSent(peer)) {
      message.blocks().forEach(block -> answers.add(new String(block.data(), UTF_8)));
      message
          .presences()
          .forEach(
              presence ->
                  answers.add((presence.isHere() ? "have " : "no ") + number(presence.cid())));
    }
    return answers;
  }

  private static String number(Cid cid) {
    Integer number = NUMBERS.get(cid.multihash());
    return number == null ? "?" : number.toString();
  }

  private void settle() {
    for (BitswapAction next = bitswap.poll(); next != null; next = bitswap.poll()) {
      next.perform(this);
    }
  }

  @Override
  public void send(PeerId peer, byte[] message) {
    sent.computeIfAbsent(peer, key -> new ArrayList<>()).add(BitswapMessage.decode(message));
    if (isRead) {
      bitswap.sent(peer, message.length);
    } else {
      queued.merge(peer, message.length, Integer::sum);
    }
  }

  @Override
  public void arrived(Cid block, byte[] bytes, @Nullable PeerId from) {
    if (!block.multihash().isOf(bytes)) {
      throw new AssertionError("Block has another hash: " + block);
    }
    arrived.add(block);
    givers.add(from);
  }

  @Override
  public void unavailable(Cid block) {
    unavailable.add(block);
  }

  @Override
  public void misbehaved(PeerId peer, Problem problem, boolean isBreach) {
    if (!isBreach || problem.advice().isEmpty()) {
      throw new AssertionError(problem.toString());
    }
    misbehaved.add(peer);
  }
}
