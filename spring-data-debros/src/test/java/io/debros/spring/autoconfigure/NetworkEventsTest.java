package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.jpa.network.EntityChange;
import io.debros.jpa.network.EntityChange.Kind;
import io.debros.jpa.network.EntityChange.Origin;
import io.debros.jpa.network.ReplicationProgress.Stage;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.Post;
import io.debros.spring.autoconfigure.note.PostRepository;
import io.debros.spring.autoconfigure.note.Sign;
import io.debros.spring.autoconfigure.note.SignRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.operations.EntityChangedEvent;
import io.debros.spring.operations.PeerJoinedEvent;
import io.debros.spring.operations.PeerLeftEvent;
import io.debros.spring.operations.ReplicatedEvent;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
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
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Two applications that meet on loopback. */
class NetworkEventsTest {
  private final ApplicationContextRunner alone =
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

  private final ApplicationContextRunner application =
      alone.withPropertyValues(
          "debros.network.enabled=true",
          "debros.network.listen=/ip4/127.0.0.1/tcp/0",
          "debros.network.mdns=false");

  @Test
  void entityChanges_ofBothApplications_arePublishedOnceInEach() {
    application.run(
        here ->
            application.run(
                there -> {
                  connect(there, here);

                  signs(here).save(new Sign("1", "exit"));
                  await("the row arrives", () -> signs(there).existsById("1"));
                  signs(there).deleteById("1");
                  await("its end arrives", () -> !signs(here).existsById("1"));

                  await("here is told", () -> ears(here).changes.size() == 2);
                  await("there is told", () -> ears(there).changes.size() == 2);
                  assertThat(ears(here).changes)
                      .extracting(EntityChange::kind, EntityChange::origin)
                      .containsExactly(
                          tuple(Kind.CREATED, Origin.LOCAL), tuple(Kind.DELETED, Origin.REMOTE));
                  assertThat(ears(there).changes)
                      .extracting(EntityChange::toString)
                      .containsExactly("Sign 1 CREATED REMOTE", "Sign 1 DELETED LOCAL");
                  assertThat(ears(here).inTransaction).isFalse();
                  posts(here).save(new Post("1", "Other entities have other listeners"));
                  await("the post arrives", () -> posts(there).existsById("1"));
                  assertThat(ears(there).changes).hasSize(2);
                }));
  }

  @Test
  void listener_thatUsesARepository_hasATransactionOfItsOwn() {
    application.run(
        here -> {
          ears(here).copies = posts(here);

          signs(here).save(new Sign("1", "exit"));

          await("the copy is committed", () -> posts(here).existsById("copy of 1"));
        });
  }

  @Test
  void likes_atBothApplications_addUpInRepositoryReads() {
    application.run(
        here ->
            application.run(
                there -> {
                  connect(there, here);
                  posts(here).save(new Post("1", "Moth"));
                  await("the post arrives", () -> posts(there).existsById("1"));

                  operations(here).increment(Post.class, "1", "likes", 1);
                  operations(there).increment(Post.class, "1", "likes", 2);

                  for (ApplicationContext context : List.of(here, there)) {
                    await("likes add up", () -> likes(context) == 3);
                  }
                }));
  }

  @Test
  void peersAndProgress_arePublishedAndAskedFor() {
    application.run(
        here -> {
          application.run(
              there -> {
                signs(here).save(new Sign("1", "exit"));
                connect(there, here);

                await("in sync", () -> in(there, ReplicationStatus.State.IN_SYNC));
                await("progress", () -> ears(there).caughtUp.contains("global-sign Sign"));
                await("here is told, too", () -> ears(here).joined.size() == 1);
                assertThat(operations(there).peers()).isEqualTo(ears(there).peers());
                assertThat(operations(here).peers()).hasSize(1);
              });
          await("it is told that the peer left", () -> ears(here).left.size() == 1);
          assertThat(ears(here).left).isEqualTo(ears(here).joined);
          assertThat(operations(here).peers()).isEmpty();
        });
  }

  @Test
  void connect_nobodyThere_isAFailureOfAResource() {
    application.run(
        here -> {
          String[] gone = new String[1];
          application.run(there -> gone[0] = operations(there).addresses().get(0));

          assertThatThrownBy(() -> operations(here).connect(gone[0]))
              .isInstanceOf(DataAccessResourceFailureException.class);
          assertThat(operations(here).peers()).isEmpty();
        });
  }

  @Test
  void operations_withoutNetwork_sayWhatToSet() {
    alone.run(
        context -> {
          for (Callable<?> call :
              List.<Callable<?>>of(
                  operations(context)::peers,
                  operations(context)::addresses,
                  operations(context)::replicationStatus,
                  operations(context)::networkStatistics,
                  () -> operations(context).connect("/ip4/127.0.0.1/tcp/1"))) {
            assertThatThrownBy(call::call)
                .isInstanceOf(InvalidDataAccessApiUsageException.class)
                .hasMessage("Node has no network. Set debros.network.enabled=true.");
          }
          signs(context).save(new Sign("1", "exit"));
          await("local changes are told all the same", () -> !ears(context).changes.isEmpty());
        });
  }

  private static void connect(ApplicationContext from, ApplicationContext to) {
    operations(from).connect(operations(to).addresses().get(0));
  }

  private static boolean in(ApplicationContext context, ReplicationStatus.State state) {
    return operations(context).replicationStatus().stream()
        .filter(status -> status.database().equals("global-sign"))
        .allMatch(status -> status.state() == state);
  }

  private static long likes(ApplicationContext context) {
    return posts(context).findById("1").orElseThrow().getLikes();
  }

  private static Ears ears(ApplicationContext context) {
    return context.getBean(Ears.class);
  }

  private static SignRepository signs(ApplicationContext context) {
    return context.getBean(SignRepository.class);
  }

  private static PostRepository posts(ApplicationContext context) {
    return context.getBean(PostRepository.class);
  }

  private static DebrosOperations operations(ApplicationContext context) {
    return context.getBean(DebrosOperations.class);
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
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

    @Bean
    Ears ears() {
      return new Ears();
    }
  }

  static class Ears {
    final List<EntityChange<Sign>> changes = new CopyOnWriteArrayList<>();
    final List<String> joined = new CopyOnWriteArrayList<>();
    final List<String> left = new CopyOnWriteArrayList<>();
    final List<String> caughtUp = new CopyOnWriteArrayList<>();
    volatile boolean inTransaction;
    volatile PostRepository copies;

    SortedSet<String> peers() {
      return new TreeSet<>(joined);
    }

    @EventListener
    void on(EntityChangedEvent<Sign> event) {
      inTransaction |= TransactionSynchronizationManager.isActualTransactionActive();
      changes.add(event.getChange());
      if (copies != null) {
        copies.save(new Post("copy of " + event.getChange().id(), "copy"));
      }
    }

    @EventListener
    void on(PeerJoinedEvent event) {
      joined.add(event.getPeer());
    }

    @EventListener
    void on(PeerLeftEvent event) {
      left.add(event.getPeer());
    }

    @EventListener
    void on(ReplicatedEvent event) {
      if (event.getProgress().stage() == Stage.CAUGHT_UP) {
        Class<?> type = event.getProgress().entityType();
        caughtUp.add(
            event.getProgress().database() + " " + (type == null ? "" : type.getSimpleName()));
      }
    }
  }
}
