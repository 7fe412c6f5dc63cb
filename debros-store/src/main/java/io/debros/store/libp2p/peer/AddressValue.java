package io.debros.store.libp2p.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/**
 * How the value of a step is written, as text and as bytes. Both directions throw {@link
 * IllegalArgumentException} for anything that is not such a value.
 */
enum AddressValue {
  NONE(0) {
    @Override
    byte[] bytes(String text) {
      return new byte[0];
    }

    @Override
    String text(byte[] bytes) {
      return "";
    }
  },
  PORT(2) {
    @Override
    byte[] bytes(String text) {
      int port = IpText.decimal(text, 65_535);
      return new byte[] {(byte) (port >> 8), (byte) port};
    }

    @Override
    String text(byte[] bytes) {
      return Integer.toString((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff));
    }
  },
  IP4(4) {
    @Override
    byte[] bytes(String text) {
      return IpText.parse4(text);
    }

    @Override
    String text(byte[] bytes) {
      return IpText.print4(bytes);
    }
  },
  IP6(16) {
    @Override
    byte[] bytes(String text) {
      return IpText.parse6(text);
    }

    @Override
    String text(byte[] bytes) {
      return IpText.print6(bytes);
    }
  },
  TEXT(AddressValue.PREFIXED) {
    @Override
    byte[] bytes(String text) {
      return checked(text).getBytes(UTF_8);
    }

    @Override
    String text(byte[] bytes) {
      return checked(utf8(bytes));
    }

    private String checked(String text) {
      if (text.isEmpty() || !text.chars().allMatch(AddressValue::isPrintable)) {
        throw new IllegalArgumentException("Name is empty or not printable");
      }
      return text;
    }
  },
  PEER(AddressValue.PREFIXED) {
    @Override
    byte[] bytes(String text) {
      return PeerId.parse(text).bytes();
    }

    @Override
    String text(byte[] bytes) {
      return PeerId.decode(bytes).toString();
    }
  },
  HASH(AddressValue.PREFIXED) {
    @Override
    byte[] bytes(String text) {
      if (!text.startsWith("u")) {
        throw new IllegalArgumentException("Hash is not in base64url (u…)");
      }
      return Multihash.decode(Base64.getUrlDecoder().decode(text.substring(1)), 0).bytes();
    }

    @Override
    String text(byte[] bytes) {
      byte[] hash = Multihash.decode(bytes, 0).bytes();
      return "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }
  },
  PATH(AddressValue.PREFIXED) {
    @Override
    byte[] bytes(String text) {
      return checked("/" + text).getBytes(UTF_8);
    }

    @Override
    String text(byte[] bytes) {
      return checked(utf8(bytes)).substring(1);
    }

    private String checked(String path) {
      if (path.length() < 2
          || path.charAt(0) != '/'
          || path.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("Path is empty, not absolute or not printable");
      }
      return path;
    }
  };

  /** The size of values that stand behind their length. */
  static final int PREFIXED = -1;

  private final int size;

  AddressValue(int size) {
    this.size = size;
  }

  /** Number of bytes that every value has, or {@link #PREFIXED}. */
  int size() {
    return size;
  }

  abstract byte[] bytes(String text);

  abstract String text(byte[] bytes);

  private static boolean isPrintable(int character) {
    return character > ' ' && character != '/' && !Character.isISOControl(character);
  }

  private static String utf8(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Value is not UTF-8", e);
    }
  }
}
