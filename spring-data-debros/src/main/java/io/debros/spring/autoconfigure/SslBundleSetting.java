package io.debros.spring.autoconfigure;

import static io.debros.store.error.Problem.problem;

import io.debros.store.TlsBundle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** {@code debros.network.ssl-bundle}: from the name of a bundle to what it holds. Stateless. */
final class SslBundleSetting {
  static final String KEY = "debros.network.ssl-bundle";
  private static final String USUAL_PROTOCOL = SslBundle.DEFAULT_PROTOCOL;

  private SslBundleSetting() {}

  /**
   * Puts the bundle in the place of its name, if there is one.
   *
   * @throws UnusableBundleException if there is no such bundle, or it says what a node cannot do
   */
  static void resolve(Map<String, Object> unit, ObjectProvider<SslBundles> bundles) {
    Object name = unit.get(KEY);
    if (name != null) {
      unit.put(KEY, bundle(name.toString(), bundles.getIfAvailable()));
    }
  }

  private static TlsBundle bundle(String name, @Nullable SslBundles bundles) {
    if (bundles == null) {
      throw unusable(name, "no bean knows bundles", "Use Boot's SSL auto-configuration", null);
    }
    try {
      return bundle(name, bundles.getBundle(name));
    } catch (NoSuchSslBundleException unknown) {
      throw unusable(
          name,
          "there is no such bundle",
          "Name one of " + bundles.getBundleNames() + ", or set spring.ssl.bundle.*",
          unknown);
    }
  }

  private static TlsBundle bundle(String name, SslBundle bundle) {
    if (!USUAL_PROTOCOL.equals(bundle.getProtocol())) {
      throw unusable(
          name,
          "its protocol is " + bundle.getProtocol(),
          "Remove protocol from the bundle, and set options.enabled-protocols",
          null);
    }
    boolean hasKey = bundle.getStores().getKeyStore() != null;
    return new TlsBundle(
        hasKey ? bundle.getManagers().getKeyManagerFactory() : null,
        bundle.getManagers().getTrustManagerFactory(),
        list(bundle.getOptions().getEnabledProtocols()),
        list(bundle.getOptions().getCiphers()));
  }

  private static List<String> list(String @Nullable [] names) {
    return names == null ? List.of() : List.of(names);
  }

  private static UnusableBundleException unusable(
      String name, String reason, String advice, @Nullable Throwable cause) {
    return new UnusableBundleException(
        problem("SSL bundle cannot be used")
            .at("key", KEY)
            .at("bundle", name)
            .at("reason", reason)
            .advice(advice),
        cause);
  }
}
