package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
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
   * Certificates that are read already.
   *
   * @param keys to listen with; null if this node does not
   * @param trusted whose certificates are believed; null for whom Java believes
   * @param protocols versions of TLS; empty for those that are usual
   * @param ciphers suites; empty for those that are usual
   * @throws IllegalArgumentException if they cannot be used
   */
  public static TlsSettings of(
      @Nullable KeyManagerFactory keys,
      @Nullable TrustManagerFactory trusted,
      List<String> protocols,
      List<String> ciphers) {
    try {
      SslContextBuilder dial = SslContextBuilder.forClient().trustManager(trusted);
      return new TlsSettings(
          built(dial, protocols, ciphers),
          keys == null ? null : built(SslContextBuilder.forServer(keys), protocols, ciphers));
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          problem("Certificates for TLS cannot be used")
              .at("protocols", protocols)
              .at("ciphers", ciphers)
              .at("reason", e.getMessage())
              .advice("Check the names of protocols and ciphers, and the key")
              .toString(),
          e);
    }
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

  private static SslContext built(
      SslContextBuilder builder, List<String> protocols, List<String> ciphers) throws SSLException {
    SslContext context =
        builder
            .protocols(protocols.isEmpty() ? null : protocols)
            .ciphers(ciphers.isEmpty() ? null : ciphers)
            .build();
    ReferenceCountUtil.release(context.newEngine(ByteBufAllocator.DEFAULT)); // names are checked
    return context;
  }
}
