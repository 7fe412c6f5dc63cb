package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS for addresses that end in {@code /tls/ws} or {@code /wss}. It is for browsers, which insist
 * on it; who a peer is, its key says all the same. Immutable, thread-safe.
 *
 * @param dial whose certificates are believed; null for whom Java believes
 * @param listen certificate and key of this node; null if it does not listen on such addresses
 */
public record TlsSettings(@Nullable SslContext dial, @Nullable SslContext listen) {
  /** Believes whom Java believes, and does not listen. */
  public static TlsSettings defaults() {
    return new TlsSettings(null, null);
  }

  /**
   * These settings, with a certificate to listen with.
   *
   * @param certificates PEM: that of this node, then those that it was signed with
   * @param key PEM, PKCS#8, without a passphrase
   * @throws IllegalArgumentException if they cannot be used; the message names the files
   */
  public TlsSettings withCertificate(Path certificates, Path key) {
    try {
      return new TlsSettings(
          dial, SslContextBuilder.forServer(certificates.toFile(), key.toFile()).build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          problem("Certificate for TLS cannot be used")
              .at("certificates", certificates)
              .at("key", key)
              .advice("Give both as PEM, the key as PKCS#8 without a passphrase")
              .toString(),
          e);
    }
  }

  /** These settings, believing in certificates that others signed. */
  public TlsSettings withTrusted(Path certificates) {
    try {
      return new TlsSettings(
          SslContextBuilder.forClient().trustManager(certificates.toFile()).build(), listen);
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          problem("Certificates to believe in cannot be used")
              .at("certificates", certificates)
              .advice("Give them as PEM")
              .toString(),
          e);
    }
  }
}
