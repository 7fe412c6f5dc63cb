package io.debros.spring.repository.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.spring.model.ArticleRepository;
import io.debros.spring.model.User;
import io.debros.spring.model.UserRepository;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.config.AnnotationRepositoryConfigurationSource;
import org.springframework.data.repository.config.RepositoryConfiguration;

/** Which repositories are ours when other Spring Data modules are there. */
class DebrosRepositoryConfigurationExtensionTest {
  @Test
  void strict_baseInterfaceOrEntity_claimsTheRepository() {
    assertThat(claimed(Models.class))
        .contains(UserRepository.class.getName(), ArticleRepository.class.getName());
  }

  @Test
  void strict_foreignEntity_isLeftToOthers() {
    assertThat(claimed(Here.class)).noneMatch(name -> name.contains("Foreign"));
  }

  private static List<String> claimed(Class<?> configuration) {
    DefaultResourceLoader loader = new DefaultResourceLoader();
    AnnotationRepositoryConfigurationSource source =
        new AnnotationRepositoryConfigurationSource(
            AnnotationMetadata.introspect(configuration),
            EnableDebrosRepositories.class,
            loader,
            new StandardEnvironment(),
            new DefaultListableBeanFactory(),
            null);
    return new DebrosRepositoryConfigurationExtension()
        .getRepositoryConfigurations(source, loader, true).stream()
            .map(RepositoryConfiguration::getRepositoryInterface)
            .toList();
  }

  record Foreign(String id) {}

  interface ForeignRepository extends CrudRepository<Foreign, String> {}

  @EnableDebrosRepositories(basePackageClasses = User.class)
  static class Models {}

  @EnableDebrosRepositories(considerNestedRepositories = true)
  static class Here {}
}
