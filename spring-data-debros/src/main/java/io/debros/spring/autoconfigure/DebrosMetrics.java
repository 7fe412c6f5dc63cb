package io.debros.spring.autoconfigure;

import io.debros.jpa.node.NetworkView;
import io.debros.jpa.node.NodeView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * Measures the node's network, if it has one. Meters are read at most once a second, and nothing is
 * done while nobody reads them. Thread-safe.
 */
final class DebrosMetrics implements MeterBinder, DisposableBean {
  private final @Nullable NetworkLooks looks;
  private final List<NetworkMeters> bound = new CopyOnWriteArrayList<>(); // registries hold weakly

  DebrosMetrics(EntityManagerFactory factory) {
    NetworkView network = factory.unwrap(NodeView.class).network();
    this.looks = network == null ? null : new NetworkLooks(network, System::nanoTime);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (looks != null) {
      NetworkMeters meters = new NetworkMeters(looks, registry);
      bound.add(meters);
      meters.register();
    }
  }

  /** The network closes after this; what reads the meters once more sees them as they were. */
  @Override
  public void destroy() {
    if (looks != null) {
      looks.stop();
    }
  }
}
