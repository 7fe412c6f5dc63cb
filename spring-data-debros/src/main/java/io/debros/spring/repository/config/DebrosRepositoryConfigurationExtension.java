package io.debros.spring.repository.config;

import io.debros.spring.operations.DebrosTemplate;
import io.debros.spring.repository.DebrosRepository;
import io.debros.spring.repository.support.DebrosRepositoryFactoryBean;
import io.debros.spring.repository.support.SimpleDebrosRepository;
import jakarta.persistence.Entity;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Set;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.data.repository.config.AnnotationRepositoryConfigurationSource;
import org.springframework.data.repository.config.RepositoryConfigurationExtensionSupport;
import org.springframework.data.repository.config.RepositoryConfigurationSource;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.util.ClassUtils;

/** Tells Spring Data which repositories are ours, and registers what they share. */
public class DebrosRepositoryConfigurationExtension
    extends RepositoryConfigurationExtensionSupport {
  private static final boolean SPRING_DATA_JPA =
      ClassUtils.isPresent(
          "org.springframework.data.jpa.repository.JpaRepository",
          DebrosRepositoryConfigurationExtension.class.getClassLoader());

  @Override
  public String getModuleName() {
    return "debros";
  }

  @Override
  @SuppressWarnings("deprecation") // abstract above
  protected String getModulePrefix() {
    return "debros";
  }

  @Override
  public String getRepositoryBaseClassName() {
    return SimpleDebrosRepository.class.getName();
  }

  @Override
  public String getRepositoryFactoryBeanClassName() {
    return DebrosRepositoryFactoryBean.class.getName();
  }

  @Override
  protected Collection<Class<?>> getIdentifyingTypes() {
    return Set.of(DebrosRepository.class);
  }

  /** Two modules that claim {@code @Entity} would both make a bean of one repository. */
  @Override
  protected Collection<Class<? extends Annotation>> getIdentifyingAnnotations() {
    return SPRING_DATA_JPA ? Set.of() : Set.of(Entity.class);
  }

  @Override
  public void postProcess(BeanDefinitionBuilder builder, RepositoryConfigurationSource source) {
    source
        .getAttribute("transactionManagerRef")
        .ifPresent(name -> builder.addPropertyValue("transactionManager", name));
    builder.addPropertyReference("entityManager", sharedEntityManagerName(source));
  }

  @Override
  public void postProcess(
      BeanDefinitionBuilder builder, AnnotationRepositoryConfigurationSource source) {
    builder.addPropertyValue(
        "enableDefaultTransactions",
        source.getAttributes().getBoolean("enableDefaultTransactions"));
  }

  @Override
  public void registerBeansForRoot(
      BeanDefinitionRegistry registry, RepositoryConfigurationSource source) {
    String manager = sharedEntityManagerName(source);
    registerIfNotAlreadyRegistered(
        () -> sharedEntityManager(source), registry, manager, source.getSource());
    registerLazyIfNotAlreadyRegistered(
        () -> template(manager), registry, "debrosTemplate", source.getSource());
  }

  private static AbstractBeanDefinition sharedEntityManager(RepositoryConfigurationSource source) {
    BeanDefinitionBuilder builder =
        BeanDefinitionBuilder.rootBeanDefinition(
            SharedEntityManagerCreator.class, "createSharedEntityManager");
    builder.addConstructorArgReference(factoryName(source));
    AbstractBeanDefinition definition = builder.getBeanDefinition();
    definition.setPrimary(false);
    definition.setAutowireCandidate(false); // users inject the one that the factory bean offers
    return definition;
  }

  private static AbstractBeanDefinition template(String manager) {
    return BeanDefinitionBuilder.rootBeanDefinition(DebrosTemplate.class)
        .addConstructorArgReference(manager)
        .getBeanDefinition();
  }

  private static String sharedEntityManagerName(RepositoryConfigurationSource source) {
    return "debrosSharedEntityManager_" + factoryName(source);
  }

  private static String factoryName(RepositoryConfigurationSource source) {
    return source.getAttribute("entityManagerFactoryRef").orElse("entityManagerFactory");
  }
}
