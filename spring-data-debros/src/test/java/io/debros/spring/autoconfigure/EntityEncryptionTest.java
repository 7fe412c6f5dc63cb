package io.debros.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.node.EncryptionView;
import io.debros.jpa.node.NodeView;
import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.Post;
import io.debros.spring.autoconfigure.note.PostRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;

/** Applications whose entities are encrypted. */
class EntityEncryptionTest {
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
          .withPropertyValues(
              "debros.store.type=memory", "debros.access.write=*", "debros.encryption.data=model");

  @TempDir private Path directory;

  @Test
  void repository_ofTwoApplicationsWithOneKey_readsQueriesAndCounts() throws IOException {
    Path file = directory.resolve("keys");
    application.run(
        here -> {
          posts(here).save(new Post("1", "title"));
          Files.writeString(file, keys(here).exportKeys("correct horse"));
          application
              .withPropertyValues(
                  "debros.encryption.key-file=" + file,
                  "debros.encryption.key-file-passphrase=correct horse")
              .run(
                  there -> {
                    send(here, there);
                    operations(here).increment(Post.class, "1", "likes", 2);
                    operations(there).increment(Post.class, "1", "likes", 4);
                    send(there, here);

                    assertThat(posts(here).findById("1").orElseThrow().getLikes()).isEqualTo(6);
                    assertThat(posts(here).countByLikes(6)).isOne();
                    assertThat(car(here).toString(ISO_8859_1)).doesNotContain("title");
                  });
        });
  }

  @Test
  void repository_withoutTheKey_failsAsSpringDoes() {
    application.run(
        here ->
            application.run(
                there -> {
                  posts(here).save(new Post("1", "title"));
                  send(here, there);

                  assertThatExceptionOfType(DataAccessException.class)
                      .isThrownBy(() -> posts(there).findById("1"))
                      .withMessageContaining("Row is encrypted and cannot be decrypted here");
                }));
  }

  @Test
  void repository_afterForgetting_findsTheRowsNoMore() {
    application.run(
        here -> {
          posts(here).save(new Post("1", "title"));

          keys(here).forget("model/post");

          assertThat(posts(here).findById("1")).isEmpty();
          assertThat(posts(here).count()).isZero();
          assertThat(keys(here).unreadable()).containsOnlyKeys("global-post");
          posts(here).save(new Post("1", "again"));
          assertThat(posts(here).findAll()).hasSize(1);
        });
  }

  private static PostRepository posts(ApplicationContext context) {
    return context.getBean(PostRepository.class);
  }

  private static DebrosOperations operations(ApplicationContext context) {
    return context.getBean(DebrosOperations.class);
  }

  private static EncryptionView keys(ApplicationContext context) {
    return node(context).encryption();
  }

  private static NodeView node(ApplicationContext context) {
    return context.getBean(EntityManagerFactory.class).unwrap(NodeView.class);
  }

  private static void send(ApplicationContext from, ApplicationContext to) {
    node(to).importCar(new ByteArrayInputStream(car(from).toByteArray()));
  }

  private static ByteArrayOutputStream car(ApplicationContext from) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    node(from).exportCar("global-post", file);
    return file;
  }

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = Post.class)
  @EnableDebrosRepositories(basePackageClasses = Post.class)
  static class Application {
    @Bean
    Stamp stamp() {
      return new Stamp("stamp");
    }
  }
}
