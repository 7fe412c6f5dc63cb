package io.debros.store.identity;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;

/** libsecp256k1 through JNI. Its constructor fails if the native library cannot be loaded. */
final class NativeCurve implements Curve {
  private final Secp256k1 library = Secp256k1.get();

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
      return library.verify(compactSignature, hash, publicKey);
    } catch (Secp256k1Exception notOnTheCurve) {
      return false;
    }
  }
}
