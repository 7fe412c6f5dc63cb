package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.node.NodeView;
import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.Sign;
import io.debros.spring.autoconfigure.note.SignRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.operations.IdConflictEvent;
import io.debros.spring.operations.UniqueViolationEvent;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;

/** Two applications that give the same away without knowing of each other. */
class GivenTwiceTest {
  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DebrosAutoConfiguration.class,
                  DebrosRepositoriesAutoConfiguration.class,
                  PersistenceExceptionTranslationAutoConfiguration.class,
                  TransactionAutoConfiguration.class,
                  TransactionManagerCustomizationAutoConfiguration.class))
          .withUserConfiguration(Application.class)
          .withPropertyValues("debros.store.type=memory", "debros.access.write=*");

  @Test
  void uniqueValue_inTwoApplications_isPublishedAndListedInBoth() {
    application.run(
        here ->
            application.run(
                there -> {
                  signs(here).save(new Sign("1", "exit"));
                  signs(there).save(new Sign("padding", "padding"));
                  signs(there).save(new Sign("2", "exit"));
                  send(here, there);
                  send(there, here);

                  UniqueViolation<Sign> expected =
                      new UniqueViolation<>(Sign.class, List.of("text"), "1", List.of("2"));
                  for (ApplicationContext context : List.of(here, there)) {
                    assertThat(context.getBean(Ears.class).violations).containsExactly(expected);
                    assertThat(operations(context).uniqueViolations()).isEqualTo(List.of(expected));
                    assertThat(signs(context).findAll()).hasSize(3);
                  }
                  signs(here).deleteById("1");
                  assertThat(operations(here).uniqueViolations()).isEmpty();
                }));
  }

  @Test
  void id_inTwoApplications_isPublishedListedAndRekeyed() {
    application.run(
        here ->
            application.run(
                there -> {
                  signs(here).save(new Sign("1", "exit"));
                  signs(there).save(new Sign("padding", "padding"));
                  signs(there).save(new Sign("1", "entry"));
                  send(here, there);
                  send(there, here);

                  for (ApplicationContext context : List.of(here, there)) {
                    List<IdConflict<Sign>> heard = context.getBean(Ears.class).conflicts;
                    assertThat(heard).hasSize(1);
                    assertThat(heard.get(0).keeper().getText()).isEqualTo("exit");
                    assertThat(heard.get(0).other().getText()).isEqualTo("entry");
                    assertThat(operations(context).idConflicts()).hasSize(1);
                    assertThat(signs(context).findById("1").orElseThrow().getText())
                        .isEqualTo("exit");
                  }
                  IdConflict<?> conflict = operations(there).idConflicts().get(0);
                  assertThatExceptionOfType(DuplicateKeyException.class)
                      .isThrownBy(() -> operations(there).rekey(conflict, "padding"));
                  operations(there).rekey(conflict, "2");
                  send(there, here);

                  assertThat(operations(here).idConflicts()).isEmpty();
                  assertThat(signs(here).findById("2").orElseThrow().getText()).isEqualTo("entry");
                }));
  }

  private static void send(ApplicationContext from, ApplicationContext to) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    node(from).exportCar("global-sign", file);
    node(to).importCar(new ByteArrayInputStream(file.toByteArray()));
  }

  private static SignRepository signs(ApplicationContext context) {
    return context.getBean(SignRepository.class);
  }

  private static DebrosOperations operations(ApplicationContext context) {
    return context.getBean(DebrosOperations.class);
  }

  private static NodeView node(ApplicationContext context) {
    return context.getBean(EntityManagerFactory.class).unwrap(NodeView.class);
  }

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = Sign.class)
  @EnableDebrosRepositories(basePackageClasses = SignRepository.class)
  static class Application {
    @Bean
    Stamp stamp() {
      return new Stamp("stamp");
    }

    @Bean
    Ears ears() {
      return new Ears();
    }
  }

  static class Ears {
    final List<UniqueViolation<Sign>> violations = new ArrayList<>();
    final List<IdConflict<Sign>> conflicts = new ArrayList<>();

    @EventListener
    void on(IdConflictEvent<Sign> event) {
      conflicts.add(event.getConflict());
    }

    @EventListener
    void on(UniqueViolationEvent<Sign> event) {
      violations.add(event.getViolation());
    }
  }
}
