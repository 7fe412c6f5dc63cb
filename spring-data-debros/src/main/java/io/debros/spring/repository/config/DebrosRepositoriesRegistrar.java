package io.debros.spring.repository.config;

import java.lang.annotation.Annotation;
import org.springframework.data.repository.config.RepositoryBeanDefinitionRegistrarSupport;
import org.springframework.data.repository.config.RepositoryConfigurationExtension;

/** Registers what {@link EnableDebrosRepositories} asks for. */
class DebrosRepositoriesRegistrar extends RepositoryBeanDefinitionRegistrarSupport {
  @Override
  protected Class<? extends Annotation> getAnnotation() {
    return EnableDebrosRepositories.class;
  }

  @Override
  protected RepositoryConfigurationExtension getExtension() {
    return new DebrosRepositoryConfigurationExtension();
  }
}
