package io.debros.spring.repository.config;

import io.debros.spring.repository.support.DebrosRepositoryFactoryBean;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.support.BeanNameGenerator;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Import;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.data.repository.config.DefaultRepositoryBaseClass;
import org.springframework.data.repository.core.support.RepositoryFragmentsContributor;
import org.springframework.data.repository.query.QueryLookupStrategy;

/**
 * Makes beans of the repository interfaces below the given packages; without any, below the package
 * of the annotated class. Spring Boot does it by itself.
 *
 * <p>A repository is ours if it extends {@code DebrosRepository}, and, unless Spring Data JPA is on
 * the class path, if its entity has {@code jakarta.persistence.Entity}. With a single Spring Data
 * module every repository is.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Import(DebrosRepositoriesRegistrar.class)
public @interface EnableDebrosRepositories {
  /** As {@link #basePackages}. */
  String[] value() default {};

  /** Packages to scan, with those below them. */
  String[] basePackages() default {};

  /** Classes whose packages are scanned. */
  Class<?>[] basePackageClasses() default {};

  /** Which interfaces count; default all repositories. */
  Filter[] includeFilters() default {};

  /** Which interfaces do not count. */
  Filter[] excludeFilters() default {};

  /** What the class name of a custom implementation ends with. */
  String repositoryImplementationPostfix() default "Impl";

  /**
   * Where named queries lie; default {@code META-INF/debros-named-queries.properties}. They are not
   * supported: one that belongs to a repository method is refused at start.
   */
  String namedQueriesLocation() default "";

  /**
   * How queries are found. They are derived from method names, so {@code USE_DECLARED_QUERY}
   * refuses every query method at start.
   */
  QueryLookupStrategy.Key queryLookupStrategy() default QueryLookupStrategy.Key.CREATE_IF_NOT_FOUND;

  /** What makes one repository. */
  Class<?> repositoryFactoryBeanClass() default DebrosRepositoryFactoryBean.class;

  /** What implements the methods of every repository; default {@code SimpleDebrosRepository}. */
  Class<?> repositoryBaseClass() default DefaultRepositoryBaseClass.class;

  /**
   * A {@code DebrosRepositoryFragmentsContributor} that adds fragments to the repositories; default
   * none.
   */
  Class<? extends RepositoryFragmentsContributor> fragmentsContributor() default
      RepositoryFragmentsContributor.class;

  /** Names the beans; default as for scanned components. */
  Class<? extends BeanNameGenerator> nameGenerator() default BeanNameGenerator.class;

  /** Whether interfaces inside classes count. */
  boolean considerNestedRepositories() default false;

  /** When repositories are made: with the context, after it, or on first use. */
  BootstrapMode bootstrapMode() default BootstrapMode.DEFAULT;

  /** Name of the {@code EntityManagerFactory} bean. */
  String entityManagerFactoryRef() default "entityManagerFactory";

  /** Name of the {@code PlatformTransactionManager} bean. */
  String transactionManagerRef() default "transactionManager";

  /**
   * Whether the methods of {@code DebrosRepository} have transactions of their own when the caller
   * has none.
   */
  boolean enableDefaultTransactions() default true;
}
