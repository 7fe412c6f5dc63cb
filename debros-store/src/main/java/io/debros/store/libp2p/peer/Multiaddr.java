package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address of a peer: steps from the outside to the inside, {@code
 * /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW…}. One with a step that is not known here is kept as it
 * came, but cannot be dialled. Immutable, thread-safe; equal if the binary forms are.
 *
 * @see <a href="https://github.com/multiformats/multiaddr">multiaddr</a>
 */
public final class Multiaddr {
  /** The longest binary form that is read. */
  public static final int MAX_BYTES = 1024;

  private static final int LONGEST_TEXT = 4 * MAX_BYTES;

  private final byte[] bytes;
  private final List<AddressPart> parts;
  private final boolean isOpaque;

  private Multiaddr(byte[] bytes, List<AddressPart> parts, boolean isOpaque) {
    this.bytes = bytes;
    this.parts = List.copyOf(parts);
    this.isOpaque = isOpaque;
  }

  /** A TCP port of a host. */
  public static Multiaddr tcp(InetAddress host, int port) {
    byte[] address = host.getAddress();
    AddressPart first =
        host instanceof Inet4Address
            ? new AddressPart(AddressProtocol.IP4, IpText.print4(address))
            : new AddressPart(AddressProtocol.IP6, IpText.print6(address));
    return of(List.of(first, new AddressPart(AddressProtocol.TCP, Integer.toString(port))));
  }

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException if it is not an address of known steps; the message names it
   */
  public static Multiaddr parse(String text) {
    try {
      if (text.length() > LONGEST_TEXT || !text.startsWith("/")) {
        throw new IllegalArgumentException("It does not start with a slash, or is too long");
      }
      return of(parts(text.substring(1)));
    } catch (IllegalArgumentException | BadPeerException e) {
      throw new IllegalArgumentException(
          problem("Text is not an address of a peer")
              .at("text", text)
              .at("reason", e.getMessage())
              .advice("Give it in the form /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…")
              .toString(),
          e);
    }
  }

  /**
   * Reads the binary form.
   *
   * @throws BadPeerException if a step is cut off or has a wrong value, or there is no step
   */
  public static Multiaddr decode(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw refused(bytes, null);
    }
    List<AddressPart> parts = new ArrayList<>();
    boolean isKnown;
    try {
      isKnown = read(bytes, parts);
    } catch (IllegalArgumentException | BadPeerException e) {
      throw refused(bytes, e);
    }
    return new Multiaddr(bytes.clone(), parts, !isKnown);
  }

  /** As {@link #decode}, but null for what is no address: one in a list must not spoil the rest. */
  public static @Nullable Multiaddr find(byte[] bytes) {
    try {
      return decode(bytes);
    } catch (BadPeerException notAnAddress) {
      return null;
    }
  }

  /** The binary form; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The steps, or those before the first one that is not known. */
  public List<AddressPart> parts() {
    return parts;
  }

  /** Whether there is a step that is not known here; what comes after it cannot be told. */
  public boolean isOpaque() {
    return isOpaque;
  }

  /** Who is at the end of the address; null if it does not say. */
  public @Nullable PeerId peer() {
    if (isOpaque || last().protocol() != AddressProtocol.P2P) {
      return null;
    }
    return PeerId.parse(last().value());
  }

  /** This address for one peer, in place of whom it named before. */
  public Multiaddr withPeer(PeerId peer) {
    return withoutPeer().with(AddressProtocol.P2P, peer.toString());
  }

  /**
   * This address with one more step.
   *
   * @param value of the step; empty if its protocol has none
   * @throws IllegalArgumentException if this is opaque, or the step has no such value
   */
  public Multiaddr with(AddressProtocol protocol, String value) {
    List<AddressPart> more = new ArrayList<>(requireKnown().parts);
    more.add(new AddressPart(protocol, value));
    return of(more);
  }

  /**
   * This address without the peer at its end; itself if it names none.
   *
   * @throws IllegalArgumentException if it is opaque, or nothing else than a peer
   */
  public Multiaddr withoutPeer() {
    if (requireKnown().last().protocol() != AddressProtocol.P2P) {
      return this;
    }
    if (parts.size() == 1) {
      throw new IllegalArgumentException(
          problem("Address of a peer says nothing but its id").at("address", this).toString());
    }
    return of(parts.subList(0, parts.size() - 1));
  }

  /** Where to connect to; null if this address cannot be dialled from here. */
  public @Nullable Endpoint endpoint() {
    Endpoint found = isOpaque ? null : EndpointReader.find(parts);
    boolean isWhole = found != null && (found.port() != 0 || isList(found));
    return isWhole ? found : null;
  }

  /** Where to listen, with port 0 to let the system choose; null if that is not possible here. */
  public @Nullable Endpoint binding() {
    Endpoint found = isOpaque ? null : EndpointReader.find(parts);
    return found == null || isList(found) ? null : found;
  }

  private static boolean isList(Endpoint found) {
    return found.kind() == Endpoint.Kind.DNSADDR;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Multiaddr that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text; of an opaque address its bytes in hex behind a word that no address starts with. */
  @Override
  public String toString() {
    if (isOpaque) {
      return "opaque:" + HexFormat.of().formatHex(bytes);
    }
    StringBuilder text = new StringBuilder();
    for (AddressPart part : parts) {
      text.append('/').append(part.protocol().label());
      if (part.protocol().value() != AddressValue.NONE) {
        text.append('/').append(part.value());
      }
    }
    return text.toString();
  }

  private static Multiaddr of(List<AddressPart> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(part -> write(part, out));
    return decode(out.toByteArray());
  }

  private Multiaddr requireKnown() {
    if (isOpaque) {
      throw new IllegalArgumentException(
          problem("Address of a peer has an unknown step").at("address", this).toString());
    }
    return this;
  }

  private AddressPart last() {
    return parts.get(parts.size() - 1);
  }

  private static List<AddressPart> parts(String text) {
    String[] words = text.split("/", -1);
    List<AddressPart> parts = new ArrayList<>();
    for (int index = 0; index < words.length; index++) {
      AddressProtocol protocol = AddressProtocol.find(words[index]);
      if (protocol == null) {
        throw new IllegalArgumentException("Unknown step " + words[index]);
      }
      if (protocol.value() == AddressValue.PATH) {
        String rest = String.join("/", Arrays.asList(words).subList(index + 1, words.length));
        parts.add(new AddressPart(protocol, rest));
        return parts;
      }
      parts.add(
          new AddressPart(protocol, protocol.value().size() == 0 ? "" : word(words, ++index)));
    }
    return parts;
  }

  private static String word(String[] words, int index) {
    if (index == words.length) {
      throw new IllegalArgumentException("The last step has no value");
    }
    return words[index];
  }

  private static void write(AddressPart part, ByteArrayOutputStream out) {
    AddressValue kind = part.protocol().value();
    byte[] value = kind.bytes(part.value());
    out.writeBytes(Varint.of(part.protocol().code()).bytes());
    if (kind.size() == AddressValue.PREFIXED) {
      out.writeBytes(Varint.of(value.length).bytes());
    }
    out.writeBytes(value);
  }

  /** Reads all steps; false at the first one that is not known. */
  private static boolean read(byte[] bytes, List<AddressPart> parts) {
    int position = 0;
    while (position < bytes.length) {
      Varint code = Varint.decode(bytes, position);
      AddressProtocol protocol = AddressProtocol.find(code.value());
      if (protocol == null) {
        return false;
      }
      position += code.size();
      long size = protocol.value().size();
      if (size == AddressValue.PREFIXED) {
        Varint length = Varint.decode(bytes, position);
        position += length.size();
        size = length.value();
      }
      if (size > bytes.length - position) {
        throw new IllegalArgumentException("Step is cut off");
      }
      byte[] value = Arrays.copyOfRange(bytes, position, position + (int) size);
      parts.add(new AddressPart(protocol, protocol.value().text(value)));
      position += (int) size;
    }
    return true;
  }

  private static BadPeerException refused(byte[] bytes, @Nullable RuntimeException cause) {
    byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, 64));
    return new BadPeerException(
        problem("Bytes are not an address of a peer").at("bytes", HexFormat.of().formatHex(shown)),
        Fault.MALFORMED,
        cause);
  }
}
