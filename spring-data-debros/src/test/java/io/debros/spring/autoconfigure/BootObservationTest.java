package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.Sign;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health and meters are found by Boot itself, in the order in which it configures things. */
class BootObservationTest {
  @Test
  void application_withBootsHealthAndMetrics_hasOurs() {
    try (ConfigurableApplicationContext application = start()) {
      MeterRegistry registry = application.getBean(MeterRegistry.class);
      HealthContributorRegistry health = application.getBean(HealthContributorRegistry.class);

      assertThat(registry.get("debros.network.peers").gauge().value()).isZero();
      assertThat(registry.get("debros.replication.joined").tag("database", "global-sign").meter())
          .isNotNull();
      assertThat(((HealthIndicator) health.getContributor("debros")).health().getStatus())
          .isEqualTo(Status.UP);
    }
  }

  private static ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.main.banner-mode=off",
            "--debros.store.type=memory",
            "--debros.network.enabled=true",
            "--debros.network.listen=/ip4/127.0.0.1/tcp/0",
            "--debros.network.mdns=false");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EntityScan(basePackageClasses = Sign.class)
  static class Application {
    @Bean
    Stamp stamp() {
      return new Stamp("stamp");
    }
  }
}
