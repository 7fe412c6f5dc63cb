package io.debros.store.identity;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** secp256k1 in Java, for machines that the native library does not know. */
final class BouncyCurve implements Curve {
  private static final int SCALAR = 32;
  private static final int CACHED_KEYS = 256;

  private final ECDomainParameters domain =
      new ECDomainParameters(CustomNamedCurves.getByName("secp256k1"));
  private final BoundedCache<String, ECPublicKeyParameters> points =
      new BoundedCache<>(CACHED_KEYS);

  @Override
  public byte[] publicKey(byte[] privateKey) {
    BigInteger scalar = BigIntegers.fromUnsignedByteArray(privateKey);
    return new FixedPointCombMultiplier().multiply(domain.getG(), scalar).getEncoded(true);
  }

  @Override
  public byte[] sign(byte[] privateKey, byte[] hash) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    BigInteger scalar = BigIntegers.fromUnsignedByteArray(privateKey);
    signer.init(true, new ECPrivateKeyParameters(scalar, domain));
    BigInteger[] signature = signer.generateSignature(hash);
    byte[] compact = new byte[2 * SCALAR];
    BigIntegers.asUnsignedByteArray(signature[0], compact, 0, SCALAR);
    BigIntegers.asUnsignedByteArray(low(signature[1]), compact, SCALAR, SCALAR);
    return compact;
  }

  @Override
  public boolean verify(byte[] compactSignature, byte[] publicKey, byte[] hash) {
    ECPublicKeyParameters point = point(publicKey);
    if (point == null) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, point);
    return verifier.verifySignature(
        hash,
        BigIntegers.fromUnsignedByteArray(compactSignature, 0, SCALAR),
        BigIntegers.fromUnsignedByteArray(compactSignature, SCALAR, SCALAR));
  }

  private BigInteger low(BigInteger s) {
    BigInteger other = domain.getN().subtract(s);
    return s.compareTo(other) <= 0 ? s : other;
  }

  /** The decoded key (a square root each time, hence the cache); null if off the curve. */
  private @Nullable ECPublicKeyParameters point(byte[] publicKey) {
    String name = Arrays.toString(publicKey);
    ECPublicKeyParameters known = points.find(name);
    if (known != null) {
      return known;
    }
    ECPublicKeyParameters parsed;
    try {
      ECPoint point = domain.getCurve().decodePoint(publicKey);
      parsed = new ECPublicKeyParameters(point, domain);
    } catch (IllegalArgumentException notOnTheCurve) {
      return null;
    }
    points.put(name, parsed);
    return parsed;
  }
}
