package io.debros.store.libp2p.mdns;

import io.debros.store.error.BadPeerException;
import java.util.List;

/**
 * What discovery makes of a datagram. Other kinds of questions and records are left out.
 *
 * @param isResponse whether it answers; else it asks
 * @param questions names whose pointers are asked for
 * @param records of all sections, in their order
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6762">Multicast DNS</a>
 */
record DnsMessage(boolean isResponse, List<String> questions, List<DnsRecord> records) {
  /** The longest datagram, RFC 6762 section 17. */
  static final int MAX_BYTES = 9_000;

  static final int POINTER = 12;
  static final int TEXT = 16;
  static final int ANY = 255;
  static final int INTERNET = 1;

  DnsMessage {
    questions = List.copyOf(questions);
    records = List.copyOf(records);
  }

  /**
   * Reads a datagram. Time and memory are bounded by its length.
   *
   * @throws BadPeerException if it is not a DNS message, or too long
   */
  static DnsMessage decode(byte[] datagram) {
    return new DnsReader(datagram).read();
  }
}
