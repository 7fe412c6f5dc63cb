package io.debros.jpa.mapping;

/** Arrays of bytes and characters; always copied, because arrays can be changed in place. */
final class BinaryEncodings {
  private BinaryEncodings() {}

  static final Encoding BYTES =
      new Encoding() {
        @Override
        public Object encode(Object value) {
          return ((byte[]) value).clone();
        }

        @Override
        public Object decode(Object plain) {
          return bytes(plain).clone();
        }
      };

  static final Encoding BYTE_OBJECTS =
      new Encoding() {
        @Override
        public Object encode(Object value) {
          Byte[] boxed = (Byte[]) value;
          byte[] bytes = new byte[boxed.length];
          for (int i = 0; i < bytes.length; i++) {
            if (boxed[i] == null) {
              throw Encoding.refused("a null among bytes", "Fill the array");
            }
            bytes[i] = boxed[i];
          }
          return bytes;
        }

        @Override
        public Object decode(Object plain) {
          byte[] bytes = bytes(plain);
          Byte[] boxed = new Byte[bytes.length];
          for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
          }
          return boxed;
        }
      };

  static final Encoding CHARACTERS =
      new TextEncoding("text", value -> new String((char[]) value), String::toCharArray);

  private static byte[] bytes(Object plain) {
    if (plain instanceof byte[] bytes) {
      return bytes;
    }
    throw Encoding.mismatch("bytes", plain);
  }
}
