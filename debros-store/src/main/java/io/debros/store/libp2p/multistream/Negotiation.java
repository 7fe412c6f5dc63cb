package io.debros.store.libp2p.multistream;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.MessageReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 *   initiator  header, proposal | await header | await answer -- same text --> AGREED
 *                                                 |   ^-- na: next proposal
 *                                                 +-- na to the last one --> REFUSED
 *   responder  await header -> header | await proposal -- known: same text --> AGREED
 *                                          ^-- anything else: na
 */
/**
 * One side of a negotiation, on bytes: give it what comes, send what it takes out, until it is no
 * longer {@link Outcome#RUNNING}. The initiator sends header and first proposal together and waits
 * for answers; what comes behind the last line belongs to the protocol and stays in the input. How
 * long it may take is for the caller to say. One thread at a time.
 *
 * @see <a href="https://github.com/multiformats/multistream-select">multistream-select</a>
 */
public final class Negotiation {
  /** The longest name of a protocol that is proposed, in bytes. */
  public static final int MAX_PROTOCOL_BYTES = 1023;

  /** How many proposals are answered before the other side is thought to make fun of us. */
  static final int MAX_REFUSALS = 32;

  private static final String HEADER = "/multistream/1.0.0";
  private static final String NOT_AVAILABLE = "na";
  private static final int LONGEST_LINE = 1025;

  private final MessageReader lines = new MessageReader("line of multistream", LONGEST_LINE);
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final @Nullable Predicate<String> offer;
  private final Deque<String> proposals;
  private boolean isHeaderRead;
  private int refusals;
  private Outcome outcome = Outcome.RUNNING;
  private @Nullable String protocol;

  private Negotiation(@Nullable Predicate<String> offer, List<String> proposals) {
    this.offer = offer;
    this.proposals = new ArrayDeque<>(proposals);
  }

  /** How a negotiation stands. */
  public enum Outcome {
    /** It goes on. */
    RUNNING,
    /** Both sides speak {@link #protocol} from here on. */
    AGREED,
    /** The other side has none of our protocols; the initiator only. */
    REFUSED
  }

  /**
   * Starts as the side that opened the stream.
   *
   * @param protocols to propose, best first; at least one
   */
  public static Negotiation propose(List<String> protocols) {
    protocols.forEach(Negotiation::requireName);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException(problem("There is no protocol to propose").toString());
    }
    Negotiation negotiation = new Negotiation(null, protocols);
    negotiation.write(HEADER);
    negotiation.write(protocols.get(0));
    return negotiation;
  }

  /**
   * Starts as the other side.
   *
   * @param offer whether a protocol is spoken here; asked for each proposal
   */
  public static Negotiation answer(Predicate<String> offer) {
    return new Negotiation(offer, List.of());
  }

  /**
   * Reads on, at most to the end of the negotiation.
   *
   * @throws BadPeerException if the other side does not speak multistream-select
   */
  public void receive(ByteBuffer input) {
    while (outcome == Outcome.RUNNING) {
      byte[] line = lines.next(input);
      if (line == null) {
        return;
      }
      read(text(line));
    }
  }

  /** What is to be sent now; empty if there is nothing. */
  public byte[] takeOutput() {
    byte[] bytes = output.toByteArray();
    output.reset();
    return bytes;
  }

  /** How it stands. */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * What was agreed on.
   *
   * @throws IllegalStateException if nothing was
   */
  public String protocol() {
    if (protocol == null) {
      throw new IllegalStateException("No protocol is agreed on: " + outcome);
    }
    return protocol;
  }

  private void read(String line) {
    if (!isHeaderRead) {
      readHeader(line);
    } else if (offer == null) {
      readAnswer(line);
    } else {
      readProposal(offer, line);
    }
  }

  private void readHeader(String line) {
    if (!line.equals(HEADER)) {
      throw refused("Peer does not speak multistream-select 1.0", line, Fault.PROTOCOL);
    }
    isHeaderRead = true;
    if (offer != null) {
      write(HEADER);
    }
  }

  private void readAnswer(String line) {
    String proposal = proposals.remove();
    if (line.equals(proposal)) {
      agree(proposal);
    } else if (!line.equals(NOT_AVAILABLE)) {
      throw refused("Peer answers a proposal of a protocol with another one", line, Fault.PROTOCOL);
    } else if (proposals.isEmpty()) {
      outcome = Outcome.REFUSED;
    } else {
      write(proposals.element());
    }
  }

  private void readProposal(Predicate<String> offered, String line) {
    if (offered.test(line)) {
      write(line);
      agree(line);
      return;
    }
    if (++refusals > MAX_REFUSALS) {
      throw refused("Peer proposes too many protocols", line, Fault.LIMIT);
    }
    write(line.equals(HEADER) ? HEADER : NOT_AVAILABLE);
  }

  private void agree(String agreed) {
    protocol = agreed;
    outcome = Outcome.AGREED;
  }

  private void write(String line) {
    output.writeBytes(MessageReader.frame((line + "\n").getBytes(UTF_8)));
  }

  /** A line without its end; bytes that are no text make a name that nobody has. */
  private static String text(byte[] line) {
    int length = line.length - 1;
    if (length < 0 || line[length] != '\n') {
      throw refused("Line of multistream does not end", new String(line, UTF_8), Fault.MALFORMED);
    }
    return new String(line, 0, length, UTF_8);
  }

  private static void requireName(String protocol) {
    int length = protocol.getBytes(UTF_8).length;
    if (length == 0 || length > MAX_PROTOCOL_BYTES || protocol.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          problem("Name of a protocol is empty, too long or not one line")
              .at("protocol", protocol)
              .at("longest", MAX_PROTOCOL_BYTES)
              .toString());
    }
  }

  private static BadPeerException refused(String sentence, String line, Fault fault) {
    String shown = line.codePoints().allMatch(Negotiation::isPlain) ? line : "(not printable)";
    return new BadPeerException(problem(sentence).at("line", shown), fault);
  }

  private static boolean isPlain(int character) {
    return character >= ' ' && character < 0x7f;
  }
}
