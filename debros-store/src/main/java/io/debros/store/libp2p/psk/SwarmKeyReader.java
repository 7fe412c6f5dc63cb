package io.debros.store.libp2p.psk;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Reads the content of a swarm key file. No error shows any of it. One use. */
final class SwarmKeyReader {
  static final String HEADER = "/key/swarm/psk/1.0.0/";

  /** Longest content; the usual one has 95 bytes. */
  static final int LONGEST = 1024;

  private final byte[] content;
  private int position;

  SwarmKeyReader(byte[] content) {
    this.content = content;
  }

  SwarmKey read() {
    if (content.length > LONGEST) {
      throw refused("It has more than " + LONGEST + " bytes");
    }
    if (!line().equals(HEADER)) {
      throw refused("Its first line is not " + HEADER);
    }
    String encoding = line();
    byte[] rest = Arrays.copyOfRange(content, position, content.length);
    byte[] key =
        switch (encoding) {
          case "/base16/" -> base16(text(rest));
          case "/base64/" -> base64(text(rest));
          case "/bin/" -> rest;
          default -> throw refused("Its second line is not /base16/, /base64/ or /bin/");
        };
    if (key.length != SwarmKey.SIZE) {
      throw refused("The key has " + key.length + " bytes in place of " + SwarmKey.SIZE);
    }
    return new SwarmKey(key);
  }

  /** The next line without its end, which is CR, LF, both, or that of the content. */
  private String line() {
    int start = position;
    while (position < content.length && content[position] != '\n' && content[position] != '\r') {
      position++;
    }
    String line = new String(content, start, position - start, ISO_8859_1).stripTrailing();
    if (position < content.length && content[position++] == '\r') {
      position += position < content.length && content[position] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static String text(byte[] rest) {
    return new String(rest, ISO_8859_1).stripTrailing();
  }

  private static byte[] base16(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException showsTheKey) {
      throw refused("The key is not written in base16");
    }
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException showsTheKey) {
      throw refused("The key is not written in base64");
    }
  }

  private static IllegalArgumentException refused(String reason) {
    return new IllegalArgumentException(
        problem("Swarm key cannot be read")
            .at("reason", reason)
            .advice("Take the swarm.key of another node of the private network")
            .toString());
  }
}
