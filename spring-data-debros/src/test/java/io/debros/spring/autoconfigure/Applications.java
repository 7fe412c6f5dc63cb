package io.debros.spring.autoconfigure;

import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.Sign;
import io.debros.spring.autoconfigure.note.SignRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Small applications in memory that may meet on loopback. */
final class Applications {
  private Applications() {}

  /** One that meets nobody. */
  static ApplicationContextRunner alone() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                DebrosAutoConfiguration.class,
                DebrosHealthContributorAutoConfiguration.class,
                DebrosMetricsAutoConfiguration.class,
                DebrosRepositoriesAutoConfiguration.class,
                TransactionAutoConfiguration.class))
        .withUserConfiguration(Application.class)
        .withPropertyValues("debros.store.type=memory", "debros.access.write=*");
  }

  /** One that is to be connected. */
  static ApplicationContextRunner networked() {
    return alone()
        .withPropertyValues(
            "debros.network.enabled=true",
            "debros.network.listen=/ip4/127.0.0.1/tcp/0",
            "debros.network.mdns=false");
  }

  static void connect(ApplicationContext from, ApplicationContext to) {
    operations(from).connect(operations(to).addresses().get(0));
  }

  static DebrosOperations operations(ApplicationContext context) {
    return context.getBean(DebrosOperations.class);
  }

  static SignRepository signs(ApplicationContext context) {
    return context.getBean(SignRepository.class);
  }

  static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = Sign.class)
  @EnableDebrosRepositories(basePackageClasses = SignRepository.class)
  static class Application {
    @Bean
    Stamp stamp() {
      return new Stamp("stamp");
    }
  }
}
