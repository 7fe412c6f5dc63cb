package io.debros.spring.autoconfigure;

import io.debros.spring.repository.config.DebrosRepositoryConfigurationExtension;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import io.debros.spring.repository.support.DebrosJpaVendorAdapter;
import io.debros.spring.repository.support.DebrosRepositoryFactoryBean;
import java.lang.annotation.Annotation;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.data.AbstractRepositoryConfigurationSourceSupport;
import org.springframework.context.annotation.Import;
import org.springframework.data.repository.config.RepositoryConfigurationExtension;

/**
 * Makes beans of the repositories below the application's package, unless {@link
 * EnableDebrosRepositories} does. Needs the factory that {@link DebrosAutoConfiguration} makes.
 */
@AutoConfiguration(after = DebrosAutoConfiguration.class)
@ConditionalOnBean(DebrosJpaVendorAdapter.class)
@ConditionalOnMissingBean({
  DebrosRepositoryFactoryBean.class,
  DebrosRepositoryConfigurationExtension.class
})
@Import(DebrosRepositoriesAutoConfiguration.Registrar.class)
public final class DebrosRepositoriesAutoConfiguration {

  /** Acts as if the application carried the annotation. */
  static class Registrar extends AbstractRepositoryConfigurationSourceSupport {
    @Override
    protected Class<? extends Annotation> getAnnotation() {
      return EnableDebrosRepositories.class;
    }

    @Override
    protected Class<?> getConfiguration() {
      return Annotated.class;
    }

    @Override
    protected RepositoryConfigurationExtension getRepositoryConfigurationExtension() {
      return new DebrosRepositoryConfigurationExtension();
    }
  }

  @EnableDebrosRepositories
  private static final class Annotated {}
}
