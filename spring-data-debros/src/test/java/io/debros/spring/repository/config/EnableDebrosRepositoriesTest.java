package io.debros.spring.repository.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.spring.model.ArticleRepository;
import io.debros.spring.model.User;
import io.debros.spring.model.UserRepository;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.repository.DebrosRepository;
import io.debros.spring.repository.support.DebrosEntityInformation;
import io.debros.spring.repository.support.DebrosJpaVendorAdapter;
import io.debros.spring.repository.support.DebrosRepositoryFactoryBean;
import io.debros.spring.repository.support.DebrosRepositoryFragmentsContributor;
import io.debros.spring.repository.support.DebrosTransactionManager;
import io.debros.spring.repository.support.SimpleDebrosRepository;
import jakarta.persistence.EntityManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanNameGenerator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryComposition.RepositoryFragments;
import org.springframework.data.repository.core.support.RepositoryFragment;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;

/** Every attribute of the annotation does something. */
class EnableDebrosRepositoriesTest {
  @Test
  void packages_given_areScanned() {
    run(
        Defaults.class,
        context -> {
          assertThat(context.getBean(UserRepository.class).count()).isZero();
          assertThat(context.getBean(ArticleRepository.class).count()).isZero();
          assertThat(context.getBeansOfType(Nested.class)).isEmpty();
          assertThat(context.getBean(DebrosOperations.class)).isNotNull();
        });
  }

  @Test
  void filters_given_decide() {
    run(
        Filtered.class,
        context -> assertThat(repositories(context)).containsOnlyKeys("userRepository"));
    run(
        Excluded.class,
        context -> assertThat(repositories(context)).containsOnlyKeys("articleRepository"));
  }

  @Test
  void nested_considered_areFound() {
    run(
        NestedToo.class,
        context -> assertThat(context.getBean(Nested.class).own()).isEqualTo("own: true"));
  }

  @Test
  void names_generator_namesBeans() {
    run(
        Named.class,
        context ->
            assertThat(repositories(context).keySet()).allMatch(name -> name.startsWith("x.")));
  }

  @Test
  void baseClass_given_isUsed() {
    run(
        BaseClass.class,
        context -> assertThat(context.getBean(UserRepository.class).count()).isEqualTo(42));
  }

  @Test
  void factoryBean_given_isUsed() {
    run(
        FactoryBean.class,
        context ->
            assertThat(context.getBean("&userRepository")).isInstanceOf(OwnFactoryBean.class));
  }

  @Test
  void fragments_contributor_addsThem() {
    run(
        Fragments.class,
        context -> assertThat(context.getBean(WithFragment.class).greet()).isEqualTo("User"));
  }

  @Test
  void references_given_areUsed() {
    try (var context = new AnnotationConfigApplicationContext(References.class)) {
      UserRepository users = context.getBean(UserRepository.class);
      users.save(new User("ada", 36));

      assertThat(users.count()).isEqualTo(1);
    }
  }

  @Test
  void transactions_disabled_areLeftToTheCaller() {
    run(
        WithoutTransactions.class,
        context ->
            assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> context.getBean(UserRepository.class).save(new User("ada", 36))));
  }

  @Test
  void lookup_declaredQueries_failTheStart() {
    assertThatExceptionOfType(BeanCreationException.class)
        .isThrownBy(() -> run(DeclaredQueries.class, context -> {}))
        .withStackTraceContaining("Declared and named queries are not supported");
  }

  @Test
  void namedQueries_given_failTheStart() {
    assertThatExceptionOfType(BeanCreationException.class)
        .isThrownBy(() -> run(NamedQueries.class, context -> {}))
        .withStackTraceContaining("query=User.findByEmail");
  }

  @Test
  void bootstrap_lazy_waitsForFirstUse() {
    run(
        Lazy.class,
        context ->
            assertThat(context.getBeanFactory().getBeanDefinition("userRepository").isLazyInit())
                .isTrue());
  }

  private static Map<String, ?> repositories(AnnotationConfigApplicationContext context) {
    return context.getBeansOfType(Repository.class);
  }

  private static void run(Class<?> configuration, Check test) {
    try (var context = new AnnotationConfigApplicationContext(configuration, Unit.class)) {
      test.accept(context);
    }
  }

  private interface Check {
    void accept(AnnotationConfigApplicationContext context);
  }

  private static LocalContainerEntityManagerFactoryBean unit() {
    LocalContainerEntityManagerFactoryBean unit = new LocalContainerEntityManagerFactoryBean();
    unit.setPersistenceUnitName("test");
    unit.setJpaVendorAdapter(new DebrosJpaVendorAdapter());
    unit.setPackagesToScan(User.class.getPackageName());
    unit.setJpaPropertyMap(Map.of("debros.store.type", "memory"));
    return unit;
  }

  @Configuration(proxyBeanMethods = false)
  static class Unit {
    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory() {
      return unit();
    }

    @Bean
    PlatformTransactionManager transactionManager() {
      return new DebrosTransactionManager();
    }
  }

  @EnableDebrosRepositories(basePackageClasses = User.class)
  static class Defaults {}

  @EnableDebrosRepositories(
      value = "io.debros.spring.model",
      includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = UserRepository.class))
  static class Filtered {}

  @EnableDebrosRepositories(
      basePackages = "io.debros.spring.model",
      excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = UserRepository.class))
  static class Excluded {}

  @EnableDebrosRepositories(
      considerNestedRepositories = true,
      repositoryImplementationPostfix = "Own",
      includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Nested.class))
  static class NestedToo {}

  @EnableDebrosRepositories(basePackageClasses = User.class, nameGenerator = Prefixed.class)
  static class Named {}

  @EnableDebrosRepositories(basePackageClasses = User.class, repositoryBaseClass = FortyTwo.class)
  static class BaseClass {}

  @EnableDebrosRepositories(
      basePackageClasses = User.class,
      repositoryFactoryBeanClass = OwnFactoryBean.class)
  static class FactoryBean {}

  @EnableDebrosRepositories(
      considerNestedRepositories = true,
      includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = WithFragment.class),
      fragmentsContributor = Greetings.class)
  static class Fragments {}

  @Configuration(proxyBeanMethods = false)
  @EnableDebrosRepositories(
      basePackageClasses = User.class,
      entityManagerFactoryRef = "ownFactory",
      transactionManagerRef = "ownTransactions")
  static class References {
    @Bean
    LocalContainerEntityManagerFactoryBean ownFactory() {
      return unit();
    }

    @Bean
    PlatformTransactionManager ownTransactions() {
      return new DebrosTransactionManager();
    }
  }

  @EnableDebrosRepositories(basePackageClasses = User.class, enableDefaultTransactions = false)
  static class WithoutTransactions {}

  @EnableDebrosRepositories(
      basePackageClasses = User.class,
      queryLookupStrategy = QueryLookupStrategy.Key.USE_DECLARED_QUERY)
  static class DeclaredQueries {}

  @EnableDebrosRepositories(
      basePackageClasses = User.class,
      namedQueriesLocation = "classpath:named-queries-of-the-test.properties")
  static class NamedQueries {}

  @EnableDebrosRepositories(basePackageClasses = User.class, bootstrapMode = BootstrapMode.LAZY)
  static class Lazy {}

  interface Own {
    String own();
  }

  static class OwnOwn implements Own {
    @Override
    public String own() {
      return "own: true";
    }
  }

  interface Nested extends DebrosRepository<User, String>, Own {}

  interface Greeter {
    String greet();
  }

  interface WithFragment extends DebrosRepository<User, String>, Greeter {}

  static class Greetings implements DebrosRepositoryFragmentsContributor {
    @Override
    public RepositoryFragments contribute(
        RepositoryMetadata metadata,
        DebrosEntityInformation<?, ?> information,
        DebrosOperations operations) {
      Greeter greeter = () -> information.getJavaType().getSimpleName();
      return RepositoryFragments.of(RepositoryFragment.implemented(Greeter.class, greeter));
    }

    @Override
    public RepositoryFragments describe(RepositoryMetadata metadata) {
      return RepositoryFragments.of(RepositoryFragment.structural(Greeter.class));
    }
  }

  static class Prefixed implements BeanNameGenerator {
    @Override
    public String generateBeanName(BeanDefinition definition, BeanDefinitionRegistry registry) {
      return "x." + definition.getBeanClassName();
    }
  }

  static class FortyTwo<T, ID> extends SimpleDebrosRepository<T, ID> {
    FortyTwo(DebrosEntityInformation<T, ID> information, EntityManager manager) {
      super(information, manager);
    }

    @Override
    public long count() {
      return 42;
    }
  }

  static class OwnFactoryBean<R extends Repository<T, ID>, T, ID>
      extends DebrosRepositoryFactoryBean<R, T, ID> {
    OwnFactoryBean(Class<? extends R> repository) {
      super(repository);
    }
  }
}
