package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.connect;
import static io.debros.store.Neighbours.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that meet by {@code /wss}, with certificates that somebody else read. */
class NetworkTlsTest {
  private static final Multiaddr ANY_PORT = Multiaddr.parse("/ip4/127.0.0.1/tcp/0/wss");

  private final Neighbours neighbours = new Neighbours();

  @AfterEach
  void stop() {
    neighbours.close();
  }

  @Test
  void nodes_withOneBundle_replicateByWss() throws Exception {
    TlsBundle bundle = bundle(List.of("TLSv1.3"), List.of("TLS_AES_128_GCM_SHA256"));
    DebrosNode first = start(bundle, List.of(ANY_PORT));
    DebrosNode second = start(bundle, List.of());
    DocumentDatabase written = first.openDocuments("posts", OPEN);
    fill(written, "post ", 50);
    DocumentDatabase read = second.openDocuments("posts", OPEN);

    connect(second, first);

    awaitSame(written, read);
    assertThat(first.network().addresses()).first().asString().contains("/tls/ws/");
  }

  @Test
  void listening_withCertificateFiles_isReachedByWhoTrustsThem() throws Exception {
    X509Bundle own = certificate();
    TlsBundle trust = new TlsBundle(null, own.toTrustManagerFactory(), List.of(), List.of());
    NetworkSettings files =
        NetworkSettings.loopback()
            .withListen(List.of(ANY_PORT))
            .withCertificate(own.toTempCertChainPem().toPath(), own.toTempPrivateKeyPem().toPath());
    DebrosNode first = neighbours.start(NodeSettings.inMemory().withNetwork(files));
    DebrosNode second = start(trust, List.of());

    connect(second, first);

    assertThat(second.network().peers()).containsExactly(first.network().peerId());
  }

  @Test
  void dialling_certificateThatNobodyTrusts_fails() throws Exception {
    DebrosNode first = start(bundle(List.of(), List.of()), List.of(ANY_PORT));
    DebrosNode second = start(null, List.of());
    Multiaddr address = first.network().addresses().get(0);

    assertThatThrownBy(() -> second.network().connect(address, Neighbours.PATIENCE))
        .isInstanceOf(UnreachableException.class);
  }

  @Test
  void bundle_withoutKeys_cannotListenOnWss() throws Exception {
    TlsBundle full = bundle(List.of(), List.of());
    TlsBundle trustOnly = new TlsBundle(null, full.trusted(), List.of(), List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(trustOnly, List.of(ANY_PORT)))
        .withMessageContaining("Address to listen on needs a certificate");
  }

  @Test
  void bundle_namesAnUnknownProtocolOrCipher_isRefused() throws Exception {
    TlsBundle unknown = bundle(List.of("TLSv9"), List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(unknown, List.of()))
        .withMessageContaining("Certificates for TLS cannot be used")
        .withMessageContaining("TLSv9");
  }

  @Test
  void settings_filesAndBundle_areRefused() throws Exception {
    NetworkSettings files =
        NetworkSettings.loopback().withCertificate(Path.of("chain.pem"), Path.of("key.pem"));
    TlsBundle bundle = bundle(List.of(), List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.withTls(bundle))
        .withMessageContaining("Certificates are given twice");
  }

  private DebrosNode start(TlsBundle bundle, List<Multiaddr> listen) {
    return neighbours.start(
        NodeSettings.inMemory()
            .withNetwork(NetworkSettings.loopback().withListen(listen).withTls(bundle)));
  }

  private static TlsBundle bundle(List<String> protocols, List<String> ciphers) throws Exception {
    X509Bundle own = certificate();
    return new TlsBundle(
        own.toKeyManagerFactory(), own.toTrustManagerFactory(), protocols, ciphers);
  }

  private static X509Bundle certificate() throws Exception {
    return new CertificateBuilder()
        .subject("CN=node")
        .addSanIpAddress("127.0.0.1")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }
}
