package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.node.NodeView;
import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.Post;
import io.debros.spring.autoconfigure.note.PostRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.operations.EntityConflictEvent;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two applications that write the same posts. */
class EntityMergeTest {
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
  void likes_savedAndIncrementedInTwoApplications_addUp() {
    application.run(
        here ->
            application.run(
                there -> {
                  posts(here).save(new Post("1", "title"));
                  send(here, there);
                  Post detached = posts(here).findById("1").orElseThrow();
                  operations(here).increment(Post.class, "1", "likes", 2);
                  detached.setLikes(detached.getLikes() + 1);
                  posts(here).save(detached);
                  inTransaction(
                      there, () -> operations(there).increment(Post.class, "1", "likes", 4));
                  send(there, here);

                  assertThat(posts(here).findById("1").orElseThrow().getLikes()).isEqualTo(7);
                  assertThat(posts(here).findByLikesGreaterThanOrderByLikesDesc(6)).hasSize(1);
                  assertThat(posts(here).findByLikesGreaterThanOrderByLikesDesc(7)).isEmpty();
                  assertThat(posts(here).countByLikes(7)).isOne();
                  assertThat(posts(here).count(example(7))).isOne();
                  assertThat(posts(here).count(example(3))).isZero();
                }));
  }

  @Test
  void conflict_inTwoApplications_isPublishedInBoth() {
    application.run(
        here ->
            application.run(
                there -> {
                  conflict(here, there);

                  for (ApplicationContext context : List.of(here, there)) {
                    assertThat(heard(context)).hasSize(1);
                    assertThat(heard(context).get(0).earlierVersion()).isEqualTo(1L);
                    assertThat(posts(context).findById("1").orElseThrow().getVersion())
                        .isEqualTo(2);
                  }
                }));
  }

  @Test
  void conflict_resolverBean_decides() {
    ApplicationContextRunner deciding = application.withUserConfiguration(Deciding.class);
    deciding.run(
        here ->
            deciding.run(
                there -> {
                  conflict(here, there);

                  for (ApplicationContext context : List.of(here, there)) {
                    assertThat(posts(context).findById("1").orElseThrow().getTitle())
                        .isEqualTo("here+there");
                  }
                }));
  }

  @Test
  void increment_noCounter_isRefused() {
    application.run(
        context -> {
          posts(context).save(new Post("1", "title"));

          assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
              .isThrownBy(() -> operations(context).increment(Post.class, "1", "title", 1))
              .withMessageContaining("Attribute is no counter {entity=Post, attribute=title}");
        });
  }

  private static void conflict(ApplicationContext here, ApplicationContext there) {
    posts(here).save(new Post("1", "title"));
    send(here, there);
    rename(here, "here");
    rename(there, "there");
    send(here, there);
    send(there, here);
  }

  private static void rename(ApplicationContext context, String title) {
    Post post = posts(context).findById("1").orElseThrow();
    post.setTitle(title);
    posts(context).save(post);
  }

  private static Example<Post> example(long likes) {
    Post probe = new Post("", "");
    probe.setLikes(likes);
    return Example.of(
        probe, ExampleMatcher.matching().withIgnorePaths("id", "version", "title", "tags"));
  }

  private static void send(ApplicationContext from, ApplicationContext to) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    node(from).exportCar("global-post", file);
    node(to).importCar(new ByteArrayInputStream(file.toByteArray()));
  }

  private static void inTransaction(ApplicationContext context, Runnable work) {
    new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
        .executeWithoutResult(status -> work.run());
  }

  private static PostRepository posts(ApplicationContext context) {
    return context.getBean(PostRepository.class);
  }

  private static DebrosOperations operations(ApplicationContext context) {
    return context.getBean(DebrosOperations.class);
  }

  private static NodeView node(ApplicationContext context) {
    return context.getBean(EntityManagerFactory.class).unwrap(NodeView.class);
  }

  private static List<EntityConflict<Post>> heard(ApplicationContext context) {
    return context.getBean(Ears.class).heard;
  }

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = Post.class)
  @EnableDebrosRepositories(basePackageClasses = PostRepository.class)
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
    final List<EntityConflict<Post>> heard = new ArrayList<>();

    @EventListener
    void on(EntityConflictEvent<Post> event) {
      heard.add(event.getConflict());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Deciding {
    @Bean
    ConflictResolver<Post> postResolver() {
      return new BothTitles();
    }
  }

  static class BothTitles implements ConflictResolver<Post> {
    @Override
    public Class<Post> entityType() {
      return Post.class;
    }

    @Override
    public Post resolve(EntityConflict<Post> conflict) {
      List<String> titles =
          new ArrayList<>(List.of(conflict.earlier().getTitle(), conflict.later().getTitle()));
      titles.sort(null);
      Post decided = Objects.requireNonNull(conflict.merged());
      decided.setTitle(String.join("+", titles));
      return decided;
    }
  }
}
