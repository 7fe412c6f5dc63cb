package io.debros.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters {@code debros.network.*} and {@code debros.replication.*}, where Micrometer is used. */
@AutoConfiguration(
    after = DebrosAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure"
            + ".CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MeterRegistry.class, NodePublisher.class})
public final class DebrosMetricsAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  static DebrosMetrics debrosMetrics(
      @Qualifier("entityManagerFactory") EntityManagerFactory factory) {
    return new DebrosMetrics(factory);
  }
}
