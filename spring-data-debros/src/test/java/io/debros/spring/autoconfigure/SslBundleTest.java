package io.debros.spring.autoconfigure;

import static io.debros.spring.autoconfigure.Applications.await;
import static io.debros.spring.autoconfigure.Applications.connect;
import static io.debros.spring.autoconfigure.Applications.networked;
import static io.debros.spring.autoconfigure.Applications.operations;
import static io.debros.spring.autoconfigure.Applications.signs;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.spring.autoconfigure.note.Sign;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** {@code debros.network.ssl-bundle}. */
class SslBundleTest {
  private static final String PREFIX = "spring.ssl.bundle.pem.node.";

  @TempDir static Path directory;

  private final ApplicationContextRunner application =
      networked()
          .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
          .withPropertyValues(
              "debros.network.ssl-bundle=node",
              PREFIX + "truststore.certificate=" + directory.resolve("chain.pem"));

  private final ApplicationContextRunner withKey =
      application.withPropertyValues(
          PREFIX + "keystore.certificate=" + directory.resolve("chain.pem"),
          PREFIX + "keystore.private-key=" + directory.resolve("key.pem"));

  private final ApplicationContextRunner listening =
      withKey.withPropertyValues("debros.network.listen=/ip4/127.0.0.1/tcp/0/wss");

  @BeforeAll
  static void certify() throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=node")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    write("chain.pem", own.getCertificatePathPEM());
    write("key.pem", own.getPrivateKeyPEM());
  }

  @Test
  void applications_oneListensAndOneTrusts_replicateByWss() {
    listening
        .withPropertyValues(PREFIX + "options.enabled-protocols=TLSv1.3")
        .run(
            here ->
                application.run(
                    there -> {
                      assertThat(operations(here).addresses()).allMatch(a -> a.contains("/tls/ws"));

                      connect(there, here);
                      signs(here).save(new Sign("1", "exit"));

                      await("the row arrives", () -> signs(there).existsById("1"));
                    }));
  }

  @Test
  void bundle_thatIsNotThere_failsTheStartAndNamesThoseThatAre() {
    withKey
        .withPropertyValues("debros.network.ssl-bundle=nodes")
        .run(
            context ->
                assertFails(context, "there is no such bundle", "Name one of [node]", "nodes"));
  }

  @Test
  void bundle_withAProtocolOfItsOwn_isRefused() {
    withKey
        .withPropertyValues(PREFIX + "protocol=TLSv1.2")
        .run(context -> assertFails(context, "its protocol is TLSv1.2", "enabled-protocols"));
  }

  @Test
  void bundle_withAnUnknownCipher_isRefused() {
    withKey
        .withPropertyValues(PREFIX + "options.ciphers=ROT13")
        .run(context -> assertFails(context, "Certificates for TLS cannot be used", "ROT13"));
  }

  @Test
  void bundle_withoutKey_cannotListenOnWss() {
    application
        .withPropertyValues("debros.network.listen=/ip4/127.0.0.1/tcp/0/wss")
        .run(context -> assertFails(context, "Address to listen on needs a certificate"));
  }

  @Test
  void bundle_besideFiles_isRefused() {
    withKey
        .withPropertyValues(
            "debros.network.certificate-file=chain.pem",
            "debros.network.certificate-key-file=key.pem")
        .run(
            context ->
                assertFails(
                    context, "key=debros.network.ssl-bundle", "debros.network.certificate-file"));
  }

  @Test
  void bundle_withoutBeanThatKnowsBundles_isRefused() {
    networked()
        .withPropertyValues("debros.network.ssl-bundle=node")
        .run(context -> assertFails(context, "no bean knows bundles"));
  }

  private static void assertFails(AssertableApplicationContext context, String... texts) {
    assertThat(context).hasFailed();
    for (String text : texts) {
      assertThat(context.getStartupFailure()).hasStackTraceContaining(text);
    }
  }

  private static void write(String name, String pem) throws IOException {
    Files.writeString(directory.resolve(name), pem);
  }
}
