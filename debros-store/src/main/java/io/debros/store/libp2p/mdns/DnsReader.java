package io.debros.store.libp2p.mdns;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.mdns.DnsRecord.Pointer;
import io.debros.store.libp2p.mdns.DnsRecord.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a DNS message, RFC 1035 section 4. Names may refer to what stands before them, never to
 * what comes behind, so that each ends. One use.
 */
final class DnsReader {
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x8000;
  private static final int CLASS = 0x7fff; // without the bit for unicast answers or flushed caches
  private static final int LONGEST_NAME = 255;

  private final byte[] bytes;
  private int position;

  DnsReader(byte[] bytes) {
    this.bytes = bytes;
  }

  DnsMessage read() {
    if (bytes.length < HEADER || bytes.length > DnsMessage.MAX_BYTES) {
      throw refused("length");
    }
    position = 2;
    boolean isResponse = (number16() & RESPONSE) != 0;
    int questionCount = number16();
    int recordCount = number16() + number16() + number16();
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < questionCount; i++) {
      readQuestion(questions);
    }
    List<DnsRecord> records = new ArrayList<>();
    for (int i = 0; i < recordCount; i++) {
      readRecord(records);
    }
    return new DnsMessage(isResponse, questions, records);
  }

  private void readQuestion(List<String> questions) {
    String name = name();
    int type = number16();
    boolean isInternet = (number16() & CLASS) == DnsMessage.INTERNET;
    if (isInternet && (type == DnsMessage.POINTER || type == DnsMessage.ANY)) {
      questions.add(name);
    }
  }

  private void readRecord(List<DnsRecord> records) {
    String name = name();
    int type = number16();
    boolean isInternet = (number16() & CLASS) == DnsMessage.INTERNET;
    long ttl = (long) number16() << Short.SIZE | number16();
    int end = number16();
    end += position;
    require(end <= bytes.length);
    if (isInternet && type == DnsMessage.POINTER) {
      records.add(new Pointer(name, ttl, name()));
      require(position == end);
    } else if (isInternet && type == DnsMessage.TEXT) {
      records.add(new Text(name, ttl, strings(end)));
    }
    position = end;
  }

  private List<String> strings(int end) {
    List<String> strings = new ArrayList<>();
    while (position < end) {
      int length = number8();
      require(position + length <= end);
      strings.add(new String(bytes, position, length, UTF_8));
      position += length;
    }
    return strings;
  }

  /** The name at the position, which moves behind it. */
  private String name() {
    StringBuilder name = new StringBuilder();
    int behind = -1;
    int earliest = position;
    for (int length = number8(); length != 0; length = number8()) {
      if (length > 0xbf) {
        int target = (length & 0x3f) << Byte.SIZE | number8();
        require(target < earliest);
        behind = behind < 0 ? position : behind;
        earliest = target;
        position = target;
      } else {
        require(length < 0x40);
        label(name, length);
      }
    }
    position = behind < 0 ? position : behind;
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private void label(StringBuilder name, int length) {
    require(position + length <= bytes.length && name.length() + length < LONGEST_NAME);
    if (name.length() > 0) {
      name.append('.');
    }
    name.append(new String(bytes, position, length, ISO_8859_1));
    position += length;
  }

  private int number8() {
    require(position < bytes.length);
    return bytes[position++] & 0xff;
  }

  private int number16() {
    return number8() << Byte.SIZE | number8();
  }

  private void require(boolean isRight) {
    if (!isRight) {
      throw refused("content");
    }
  }

  private BadPeerException refused(String what) {
    return new BadPeerException(
        problem("Datagram is not a DNS message")
            .at("wrong", what)
            .at("bytes", bytes.length)
            .at("offset", position),
        Fault.MALFORMED);
  }
}
