package io.debros.spring.autoconfigure;

import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The health of the node as {@code debros}, where Boot's health is used and {@code
 * management.health.debros.enabled} is not false.
 */
@AutoConfiguration(after = DebrosAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(NodePublisher.class)
public final class DebrosHealthContributorAutoConfiguration {
  @Bean
  @ConditionalOnEnabledHealthIndicator("debros")
  @ConditionalOnMissingBean(name = "debrosHealthIndicator")
  static HealthIndicator debrosHealthIndicator(
      @Qualifier("entityManagerFactory") EntityManagerFactory factory) {
    return new DebrosHealthIndicator(() -> factory.unwrap(NodeView.class));
  }
}
