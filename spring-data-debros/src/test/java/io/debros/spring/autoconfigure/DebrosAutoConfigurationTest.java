package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.spring.autoconfigure.note.Note;
import io.debros.spring.autoconfigure.note.Note.Stamp;
import io.debros.spring.autoconfigure.note.NoteRepository;
import io.debros.spring.model.Article;
import io.debros.spring.model.ArticleRepository;
import io.debros.spring.model.User;
import io.debros.spring.model.UserRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.repository.DebrosRepository;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import io.debros.spring.repository.support.DebrosJpaVendorAdapter;
import io.debros.spring.repository.support.DebrosTransactionManager;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What the dependency alone brings, and when it stays out. */
class DebrosAutoConfigurationTest {
  private static final AutoConfigurations CONFIGURATIONS =
      AutoConfigurations.of(
          DebrosAutoConfiguration.class,
          DebrosRepositoriesAutoConfiguration.class,
          PersistenceExceptionTranslationAutoConfiguration.class,
          TransactionAutoConfiguration.class,
          TransactionManagerCustomizationAutoConfiguration.class);

  private final ApplicationContextRunner memory =
      new ApplicationContextRunner()
          .withConfiguration(CONFIGURATIONS)
          .withUserConfiguration(Application.class)
          .withPropertyValues("debros.store.type=memory");

  @Test
  void context_dependencyOnly_hasTheUsualBeans() {
    memory.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBean("entityManagerFactory"))
              .isInstanceOf(EntityManagerFactory.class);
          assertThat(context.getBean("transactionManager"))
              .isInstanceOf(DebrosTransactionManager.class);
          assertThat(context).hasSingleBean(UserRepository.class);
          assertThat(context).hasSingleBean(DebrosOperations.class);
          assertThat(context.getBeanProvider(EntityManager.class).getIfUnique()).isNotNull();
          assertThat(
                  context
                      .getBean(EntityManagerFactory.class)
                      .createEntityManager()
                      .unwrap(QueryRunner.class))
              .isNotNull();
        });
  }

  @Test
  void context_ownFactory_staysOut() {
    memory
        .withUserConfiguration(OwnFactory.class)
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(DebrosJpaVendorAdapter.class);
              assertThat(context).doesNotHaveBean(UserRepository.class);
              assertThat(context).doesNotHaveBean(PlatformTransactionManager.class);
            });
  }

  @Test
  void context_ownTransactionManager_isKept() {
    memory
        .withUserConfiguration(OwnTransactionManager.class)
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(PlatformTransactionManager.class)
                    .getBean("transactionManager")
                    .isExactlyInstanceOf(JpaTransactionManager.class));
  }

  @Test
  void context_entityScan_decidesWhatIsManaged() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(DebrosAutoConfiguration.class))
        .withUserConfiguration(Application.class, Scan.class, Stamps.class)
        .withPropertyValues("debros.store.type=memory")
        .run(
            context ->
                assertThat(context.getBean(PersistenceManagedTypes.class).getManagedClassNames())
                    .contains(Note.class.getName())
                    .doesNotContain(User.class.getName()));
  }

  @Test
  void context_entityOutsideTheScan_failsTheStart() {
    memory
        .withUserConfiguration(Scan.class, Stamps.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Class is not an entity of this persistence unit"));
  }

  @Test
  void listenersAndConverters_ofEntities_areInjected() {
    new ApplicationContextRunner()
        .withConfiguration(CONFIGURATIONS)
        .withUserConfiguration(Notes.class, Stamps.class)
        .withPropertyValues("debros.store.type=memory")
        .run(
            context -> {
              NoteRepository notes = context.getBean(NoteRepository.class);

              notes.save(new Note(new Note.Title("bare")));

              assertThat(notes.findAll())
                  .extracting(note -> note.title.text())
                  .containsExactly("<bare> stamped");
            });
  }

  @Test
  void aheadOfTime_context_isProcessed() {
    InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(DebrosAutoConfigurationTest.class)), files);

    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.register(
          Application.class,
          DebrosAutoConfiguration.class,
          DebrosRepositoriesAutoConfiguration.class);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    }
    generation.writeGeneratedContent();

    assertThat(RuntimeHintsPredicates.reflection().onType(User.class))
        .accepts(generation.getRuntimeHints());
    assertThat(files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet())
        .anyMatch(name -> name.contains("UserRepository"));
  }

  @Test
  void key_unknown_isRefusedWithTheNearest() {
    memory
        .withPropertyValues("debros.store.typ=memory")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(UnknownKeyException.class)
                    .hasMessageMatching(
                        "Unknown setting \\{key=debros.store.typ, origin=.*}\\."
                            + " Use debros.store.type, the nearest known key, or remove it\\."));
  }

  @Test
  void key_list_isKnownByItsElements() {
    memory
        .withPropertyValues("debros.access.write[0]=a", "debros.access.write[1]=b")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void key_unknownInSystemProperties_startsAnyway() {
    memory
        .withSystemProperties("debros.other-program=x")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void value_unfit_isRefused() {
    memory
        .withPropertyValues("debros.store.durability=sometimes")
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("sometimes"));
  }

  @Test
  void restart_sameDirectory_showsTheSameRows(@TempDir Path directory) {
    ApplicationContextRunner disk = disk(directory);

    disk.run(context -> context.getBean(UserRepository.class).save(new User("ada", 36)));

    disk.run(
        context ->
            assertThat(context.getBean(UserRepository.class).findByNameIs("ada").getAge())
                .isEqualTo(36));
  }

  @Test
  void directory_inUse_isReportedReadably(@TempDir Path directory) {
    ApplicationContextRunner disk = disk(directory);

    disk.run(
        first ->
            disk.run(
                second -> {
                  FailureAnalysis analysis =
                      new ProblemFailureAnalyzer().analyze(second.getStartupFailure());
                  assertThat(analysis).isNotNull();
                  assertThat(analysis.getDescription()).contains(directory.toString());
                  assertThat(analysis.getAction()).isNotBlank();
                }));
  }

  @Test
  void method_unfit_isReportedReadably() {
    memory
        .withUserConfiguration(WrongRepositories.class)
        .run(
            context -> {
              FailureAnalysis analysis =
                  new ProblemFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription())
                  .isEqualTo(
                      """
                      Query method names an unknown property:
                          repository: Wrong
                          method: findByIsActif(boolean)
                          entity: User
                          property: isActif""");
              assertThat(analysis.getAction())
                  .isEqualTo(
                      "Use isActive, the nearest known property, or correct the name of the"
                          + " method.");
            });
  }

  @Test
  void annotation_onTheApplication_replacesTheDefault() {
    memory
        .withUserConfiguration(OnlyArticles.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(ArticleRepository.class);
              assertThat(context).doesNotHaveBean(UserRepository.class);
            });
  }

  @Test
  void openInView_webApplication_isOnUnlessSwitchedOff() {
    WebApplicationContextRunner web =
        new WebApplicationContextRunner()
            .withConfiguration(CONFIGURATIONS)
            .withUserConfiguration(Application.class)
            .withPropertyValues("debros.store.type=memory");

    web.run(
        context -> {
          assertThat(context).hasSingleBean(OpenEntityManagerInViewInterceptor.class);
          assertThat(context).hasSingleBean(WebMvcConfigurer.class);
        });
    web.withPropertyValues("debros.open-in-view=false")
        .run(
            context ->
                assertThat(context).doesNotHaveBean(OpenEntityManagerInViewInterceptor.class));
    memory.run(
        context -> assertThat(context).doesNotHaveBean(OpenEntityManagerInViewInterceptor.class));
  }

  @Test
  void openInView_request_loadsWhatIsLazy() {
    new WebApplicationContextRunner()
        .withConfiguration(CONFIGURATIONS)
        .withUserConfiguration(Application.class)
        .withPropertyValues("debros.store.type=memory")
        .run(
            context -> {
              ArticleRepository articles = context.getBean(ArticleRepository.class);
              User ada = context.getBean(UserRepository.class).save(new User("ada", 36));
              String id = articles.save(new Article("notes", ada)).getId();
              var interceptor = context.getBean(OpenEntityManagerInViewInterceptor.class);
              WebRequest request = new ServletWebRequest(new MockHttpServletRequest());

              interceptor.preHandle(request);
              String author = articles.findById(id).orElseThrow().getAuthor().getName();
              interceptor.afterCompletion(request, null);
              Article closed = articles.findById(id).orElseThrow();

              assertThat(author).isEqualTo("ada");
              assertThatExceptionOfType(PersistenceException.class)
                  .isThrownBy(() -> closed.getAuthor().getName())
                  .withMessageStartingWith("Not loaded before the persistence context ended");
            });
  }

  @Test
  void adapter_any_namesOurProvider() {
    DebrosJpaVendorAdapter adapter = new DebrosJpaVendorAdapter();

    assertThat(adapter.getPersistenceProvider()).isInstanceOf(DebrosPersistenceProvider.class);
    assertThat(adapter.getPersistenceProviderRootPackage()).isEqualTo("io.debros.jpa");
  }

  private ApplicationContextRunner disk(Path directory) {
    return new ApplicationContextRunner()
        .withConfiguration(CONFIGURATIONS)
        .withUserConfiguration(Application.class)
        .withPropertyValues("debros.directory=" + directory);
  }

  @Configuration(proxyBeanMethods = false)
  @AutoConfigurationPackage(basePackageClasses = User.class)
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = Note.class)
  static class Scan {}

  @Configuration(proxyBeanMethods = false)
  @AutoConfigurationPackage(basePackageClasses = Note.class)
  static class Notes {}

  @Configuration(proxyBeanMethods = false)
  static class Stamps {
    @Bean
    Stamp stamp() {
      return new Stamp("stamped");
    }
  }

  interface Wrong extends DebrosRepository<User, String> {
    List<User> findByIsActif(boolean active);
  }

  @EnableDebrosRepositories(
      considerNestedRepositories = true,
      includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Wrong.class))
  static class WrongRepositories {}

  @EnableDebrosRepositories(
      basePackageClasses = User.class,
      excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = UserRepository.class))
  static class OnlyArticles {}

  @Configuration(proxyBeanMethods = false)
  static class OwnFactory {
    @Bean
    EntityManagerFactory entityManagerFactory() {
      return (EntityManagerFactory)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {EntityManagerFactory.class},
              (proxy, method, arguments) -> method.getName().equals("hashCode") ? 1 : null);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnTransactionManager {
    @Bean
    JpaTransactionManager transactionManager() {
      return new JpaTransactionManager();
    }
  }
}
