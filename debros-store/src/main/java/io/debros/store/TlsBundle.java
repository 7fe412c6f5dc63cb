package io.debros.store;

import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates for connections by {@code /wss} that somebody else looks after, as Spring Boot does
 * in its SSL bundles. Used as they are when the node opens. Immutable.
 *
 * @param keys certificates that this node shows where it listens on {@code /wss}, and the private
 *     key of the first of them; null if it does not listen there
 * @param trusted whose certificates it believes where it dials {@code /wss}; null for those that
 *     Java believes
 * @param protocols versions of TLS, as {@code TLSv1.3}; empty for those that are usual
 * @param ciphers suites, as {@code TLS_AES_128_GCM_SHA256}; empty for those that are usual
 */
public record TlsBundle(
    @Nullable KeyManagerFactory keys,
    @Nullable TrustManagerFactory trusted,
    List<String> protocols,
    List<String> ciphers) {
  public TlsBundle {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }

  /** Does not show what it holds. */
  @Override
  public String toString() {
    return "TlsBundle[keys=" + (keys != null) + ", trusted=" + (trusted != null) + "]";
  }
}
