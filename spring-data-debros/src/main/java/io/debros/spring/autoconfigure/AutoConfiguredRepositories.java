package io.debros.spring.autoconfigure;

import io.debros.spring.repository.config.DebrosRepositoryConfigurationExtension;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import java.lang.annotation.Annotation;
import org.springframework.boot.autoconfigure.data.AbstractRepositoryConfigurationSourceSupport;
import org.springframework.data.repository.config.RepositoryConfigurationExtension;

/**
 * Acts as if the application carried {@link EnableDebrosRepositories}. No member of the
 * auto-configuration: Spring would take its annotated class for one more configuration.
 */
class AutoConfiguredRepositories extends AbstractRepositoryConfigurationSourceSupport {
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

  @EnableDebrosRepositories
  private static final class Annotated {}
}
