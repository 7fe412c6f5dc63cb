package io.debros.store.identity;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.nio.ByteBuffer;

/** libsecp256k1 through JNI. Its constructor fails if the native library cannot be loaded. */
final class NativeCurve implements Curve {
  private static final int CACHED_KEYS = 256;

  private final Secp256k1 library = Secp256k1.get();
  private final BoundedCache<ByteBuffer, byte[]> points = new BoundedCache<>(CACHED_KEYS);

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return library.pubKeyCompress(library.pubkeyCreate(privateKey));
  }

  @Override
  public byte[] sign(byte[] privateKey, byte[] hash) {
    return library.sign(hash, privateKey);
  }

  @Override
  public boolean verify(byte[] compactSignature, byte[] publicKey, byte[] hash) {
    try {
      return library.verify(compactSignature, hash, point(publicKey));
    } catch (Secp256k1Exception notOnTheCurve) {
      return false;
    }
  }

  /** The key with both coordinates: to compute the second one takes an eighth of a check. */
  private byte[] point(byte[] publicKey) {
    ByteBuffer name = ByteBuffer.wrap(publicKey);
    byte[] known = points.find(name);
    if (known == null) {
      known = library.pubkeyParse(publicKey);
      points.put(name, known);
    }
    return known;
  }
}
