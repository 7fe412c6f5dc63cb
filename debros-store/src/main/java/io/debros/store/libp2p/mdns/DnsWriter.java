package io.debros.store.libp2p.mdns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes the two messages of discovery. */
final class DnsWriter {
  /** Fits into a packet of any local network. */
  static final int MAX_BYTES = 1_400;

  /** The longest string of a text, and of a label. */
  static final int MAX_STRING = 255;

  static final int MAX_LABEL = 63;

  private static final int HEADER = 12;
  private static final int AUTHORITATIVE_RESPONSE = 0x8400;
  private static final int REFERENCE = 0xc000;
  private static final int TTL_SECONDS = 120;
  private static final int RECORD_HEAD = 12; // a name that refers to another, and five numbers

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private DnsWriter() {}

  /** Asks who is an instance of a service. */
  static byte[] query(String service) {
    DnsWriter writer = new DnsWriter();
    writer.header(0, 1, 0, 0);
    writer.name(service);
    writer.number16(DnsMessage.POINTER);
    writer.number16(DnsMessage.INTERNET);
    return writer.out.toByteArray();
  }

  /** How many of the texts, from the first on, an answer has room for. */
  static int fitting(String service, String instance, List<String> texts) {
    int bytes = HEADER + RECORD_HEAD + service.length() + instance.length() + 3;
    int count = 0;
    while (count < texts.size()
        && (bytes += RECORD_HEAD + 1 + texts.get(count).length()) <= MAX_BYTES) {
      count++;
    }
    return count;
  }

  /**
   * Says that there is an instance of a service, and what it says of itself.
   *
   * @param texts ASCII, one record each, of at most {@value #MAX_STRING} bytes
   */
  static byte[] response(String service, String instance, List<String> texts) {
    DnsWriter writer = new DnsWriter();
    writer.header(AUTHORITATIVE_RESPONSE, 0, 1, texts.size());
    writer.name(service);
    writer.recordHead(DnsMessage.POINTER, 1 + instance.length() + 2);
    int instanceName = writer.out.size();
    writer.string(instance);
    writer.number16(REFERENCE | HEADER); // the service, with which the records begin
    for (String text : texts) {
      writer.number16(REFERENCE | instanceName);
      writer.recordHead(DnsMessage.TEXT, 1 + text.length());
      writer.string(text);
    }
    return writer.out.toByteArray();
  }

  private void header(int flags, int questions, int answers, int additionals) {
    number16(0);
    number16(flags);
    number16(questions);
    number16(answers);
    number16(0);
    number16(additionals);
  }

  private void recordHead(int type, int length) {
    number16(type);
    number16(DnsMessage.INTERNET);
    number16(0);
    number16(TTL_SECONDS);
    number16(length);
  }

  private void name(String name) {
    for (String label : name.split("\\.")) {
      string(label);
    }
    out.write(0);
  }

  private void string(String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(US_ASCII));
  }

  private void number16(int value) {
    out.write(value >> Byte.SIZE);
    out.write(value);
  }
}
