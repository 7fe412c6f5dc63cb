package io.debros.store.libp2p.peer;

import java.util.regex.Pattern;

/** IP addresses as text, never by asking a name server; IPv6 is printed as in RFC 5952. */
final class IpText {
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final int GROUPS = 8;

  private IpText() {}

  /** A number without sign or leading zeros. */
  static int decimal(String text, int highest) {
    int number = DECIMAL.matcher(text).matches() ? Integer.parseInt(text) : Integer.MAX_VALUE;
    if (number > highest) {
      throw new IllegalArgumentException("Number is not between 0 and " + highest);
    }
    return number;
  }

  static byte[] parse4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("IPv4 address has not four numbers");
    }
    byte[] bytes = new byte[4];
    for (int index = 0; index < 4; index++) {
      bytes[index] = (byte) decimal(parts[index], 255);
    }
    return bytes;
  }

  static String print4(byte[] bytes) {
    return (bytes[0] & 0xff)
        + "."
        + (bytes[1] & 0xff)
        + "."
        + (bytes[2] & 0xff)
        + "."
        + (bytes[3] & 0xff);
  }

  static byte[] parse6(String text) {
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::")) {
      throw new IllegalArgumentException("IPv6 address has more than one ::");
    }
    if (gap < 0) {
      return whole(groups(text));
    }
    byte[] before = groups(text.substring(0, gap));
    byte[] after = groups(text.substring(gap + 2));
    byte[] bytes = new byte[2 * GROUPS];
    if (before.length + after.length > bytes.length - 2) {
      throw new IllegalArgumentException("IPv6 address is too long");
    }
    System.arraycopy(before, 0, bytes, 0, before.length);
    System.arraycopy(after, 0, bytes, bytes.length - after.length, after.length);
    return bytes;
  }

  static String print6(byte[] bytes) {
    int gap = gapStart(bytes);
    int gapEnd = gap + zeroGroups(bytes, gap);
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < GROUPS; index++) {
      if (index == gap) {
        text.append("::");
        index = gapEnd - 1;
      } else {
        boolean isFirst = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(isFirst ? "" : ":").append(Integer.toHexString(group(bytes, index)));
      }
    }
    return text.toString();
  }

  private static byte[] whole(byte[] bytes) {
    if (bytes.length != 2 * GROUPS) {
      throw new IllegalArgumentException("IPv6 address has not eight groups");
    }
    return bytes;
  }

  /** Groups of hex digits, the last of which may be an IPv4 address. */
  private static byte[] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    boolean endsIn4 = parts[parts.length - 1].indexOf('.') >= 0;
    int hex = endsIn4 ? parts.length - 1 : parts.length;
    if (hex + (endsIn4 ? 2 : 0) > GROUPS) {
      throw new IllegalArgumentException("IPv6 address is too long");
    }
    byte[] bytes = new byte[2 * hex + (endsIn4 ? 4 : 0)];
    for (int index = 0; index < hex; index++) {
      putGroup(parts[index], bytes, 2 * index);
    }
    if (endsIn4) {
      System.arraycopy(parse4(parts[hex]), 0, bytes, 2 * hex, 4);
    }
    return bytes;
  }

  private static void putGroup(String text, byte[] bytes, int offset) {
    if (!GROUP.matcher(text).matches()) {
      throw new IllegalArgumentException("IPv6 address has a group that is not hex");
    }
    int group = Integer.parseInt(text, 16);
    bytes[offset] = (byte) (group >> 8);
    bytes[offset + 1] = (byte) group;
  }

  /**
   * Where the first of the longest runs of at least two zero groups starts; -1 if there is none.
   */
  private static int gapStart(byte[] bytes) {
    int best = -1;
    int longest = 1;
    for (int index = 0; index < GROUPS; index++) {
      int run = zeroGroups(bytes, index);
      if (run > longest) {
        best = index;
        longest = run;
      }
    }
    return best;
  }

  private static int zeroGroups(byte[] bytes, int from) {
    int index = from;
    while (index >= 0 && index < GROUPS && group(bytes, index) == 0) {
      index++;
    }
    return index - from;
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
  }
}
