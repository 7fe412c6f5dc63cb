package io.debros.spring.autoconfigure;

import static io.debros.spring.autoconfigure.Applications.alone;
import static io.debros.spring.autoconfigure.Applications.await;
import static io.debros.spring.autoconfigure.Applications.connect;
import static io.debros.spring.autoconfigure.Applications.networked;
import static io.debros.spring.autoconfigure.Applications.signs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.spring.autoconfigure.note.Sign;
import io.debros.store.error.UnreachableException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Meters of applications that meet on loopback. */
class DebrosMetricsTest {
  private static final AutoConfigurations BOOT =
      AutoConfigurations.of(
          MetricsAutoConfiguration.class,
          CompositeMeterRegistryAutoConfiguration.class,
          SimpleMetricsExportAutoConfiguration.class);

  private final ApplicationContextRunner application = networked().withConfiguration(BOOT);

  @Test
  void meters_ofTwoApplicationsThatReplicate_sayWhatHappened() {
    application.run(
        here ->
            application.run(
                there -> {
                  connect(there, here);
                  signs(here).save(new Sign("1", "exit"));
                  await("the row arrives", () -> signs(there).existsById("1"));

                  await("it is counted", () -> value(there, "debros.replication.joined") == 1);
                  await("in sync", () -> state(there, "IN_SYNC") > 0);
                  assertThat(state(there, "STALLED")).isZero();
                  assertThat(value(there, "debros.network.peers")).isEqualTo(1);
                  assertThat(out(there, "debros.network.connections")).isEqualTo(1);
                  assertThat(out(here, "debros.network.connections")).isZero();
                  assertThat(out(there, "debros.network.connections.open")).isEqualTo(1);
                  assertThat(out(there, "debros.network.streams")).isPositive();
                  assertThat(out(there, "debros.network.bytes")).isGreaterThan(1_000);
                  assertThat(value(there, "debros.replication.wanted")).isZero();
                  assertThat(names(there))
                      .containsExactly(
                          "debros.network.bytes",
                          "debros.network.connections",
                          "debros.network.connections.open",
                          "debros.network.peers",
                          "debros.network.streams",
                          "debros.network.waiting",
                          "debros.replication.asked",
                          "debros.replication.databases",
                          "debros.replication.joined",
                          "debros.replication.lacking",
                          "debros.replication.missing",
                          "debros.replication.refused",
                          "debros.replication.waiting",
                          "debros.replication.wanted");
                }));
  }

  @Test
  void refusal_ofAStranger_getsAMeterOfItsReason() {
    application.run(
        stranger ->
            application
                .withPropertyValues(
                    "debros.network.allow-list="
                        + "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN")
                .run(
                    here -> {
                      MeterRegistry registry = here.getBean(MeterRegistry.class);
                      assertThat(registry.find("debros.network.refused").meters()).isEmpty();

                      tryToConnect(stranger, here);

                      await(
                          "it is counted",
                          () -> {
                            value(here, "debros.network.peers"); // as a scrape would
                            FunctionCounter refused =
                                registry
                                    .find("debros.network.refused")
                                    .tag("reason", "NOT_ALLOWED")
                                    .functionCounter();
                            return refused != null && refused.count() >= 1;
                          });
                    }));
  }

  @Test
  void meters_withoutNetworkOrRegistryOrMicrometer_areNotMade() {
    alone().withConfiguration(BOOT).run(context -> assertThat(names(context)).isEmpty());
    networked().run(context -> assertThat(context).doesNotHaveBean(DebrosMetrics.class));
    networked()
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(DebrosMetricsAutoConfiguration.class));
  }

  /** Who is refused learns of it at once, or just after it was connected. */
  private static void tryToConnect(ApplicationContext from, ApplicationContext to) {
    Throwable refused = catchThrowable(() -> connect(from, to));
    if (refused != null) {
      assertThat(refused).isInstanceOf(UnreachableException.class);
    }
  }

  private static Set<String> names(ApplicationContext context) {
    Set<String> names = new TreeSet<>();
    context.getBean(MeterRegistry.class).getMeters().stream()
        .map(meter -> meter.getId().getName())
        .filter(name -> name.startsWith("debros."))
        .forEach(names::add);
    return names;
  }

  private static double state(ApplicationContext context, String state) {
    return context
        .getBean(MeterRegistry.class)
        .get("debros.replication.databases")
        .tag("state", state)
        .gauge()
        .value();
  }

  private static double out(ApplicationContext context, String name) {
    return measured(context.getBean(MeterRegistry.class).get(name).tag("direction", "out").meter());
  }

  /** Of the database of signs, where there is one meter for each database. */
  private static double value(ApplicationContext context, String name) {
    return context.getBean(MeterRegistry.class).get(name).meters().stream()
        .filter(
            meter -> {
              String database = meter.getId().getTag("database");
              return database == null || database.equals("global-sign");
            })
        .mapToDouble(DebrosMetricsTest::measured)
        .sum();
  }

  private static double measured(Meter meter) {
    return meter.measure().iterator().next().getValue();
  }
}
