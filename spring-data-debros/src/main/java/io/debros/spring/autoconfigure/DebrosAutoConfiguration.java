package io.debros.spring.autoconfigure;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.spring.repository.support.DebrosJpaVendorAdapter;
import io.debros.spring.repository.support.DebrosTransactionManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScanPackages;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.ManagedClassNameFilter;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypesScanner;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;

/**
 * Opens the node with the application's entities and gives it transactions. Stays out if there is
 * an entity manager factory already, as Hibernate's.
 */
@AutoConfiguration(
    afterName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
    beforeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
      "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration"
    })
@ConditionalOnClass({LocalContainerEntityManagerFactoryBean.class, DebrosPersistenceProvider.class})
@ConditionalOnMissingBean({
  LocalContainerEntityManagerFactoryBean.class,
  EntityManagerFactory.class
})
@EnableConfigurationProperties(DebrosProperties.class)
@Import(OpenInViewConfiguration.class)
public final class DebrosAutoConfiguration {
  private static final String UNIT = "debros";

  @Bean
  @ConditionalOnMissingBean
  DebrosJpaVendorAdapter debrosJpaVendorAdapter() {
    return new DebrosJpaVendorAdapter();
  }

  @Bean
  @Primary
  @ConditionalOnMissingBean
  static PersistenceManagedTypes persistenceManagedTypes(
      BeanFactory beans, ResourceLoader resources, ObjectProvider<ManagedClassNameFilter> filter) {
    return new PersistenceManagedTypesScanner(resources, filter.getIfAvailable())
        .scan(packages(beans).toArray(String[]::new));
  }

  @Bean
  @Primary
  LocalContainerEntityManagerFactoryBean entityManagerFactory(
      DebrosProperties properties,
      DebrosJpaVendorAdapter adapter,
      PersistenceManagedTypes types,
      UnitBeans beans,
      NodePublisher publisher,
      ObjectProvider<SslBundles> bundles,
      Environment environment) {
    new KnownKeys().check(environment);
    Map<String, Object> unit =
        properties.toUnitProperties(environment.getProperty("spring.application.name"));
    unit.putAll(beans.unitProperties());
    SslBundleSetting.resolve(unit, bundles);
    unit.put("debros.listeners", List.of(publisher));
    LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
    factory.setPersistenceUnitName(UNIT);
    factory.setJpaVendorAdapter(adapter);
    factory.setManagedTypes(types);
    factory.setJpaPropertyMap(unit);
    return factory;
  }

  @Bean
  @ConditionalOnMissingBean(TransactionManager.class)
  PlatformTransactionManager transactionManager(
      ObjectProvider<TransactionManagerCustomizers> customizers) {
    DebrosTransactionManager manager = new DebrosTransactionManager();
    customizers.ifAvailable(customizer -> customizer.customize(manager));
    return manager;
  }

  @Bean
  static UnitBeans debrosUnitBeans(BeanFactory beans) {
    return new UnitBeans(beans);
  }

  @Bean
  static ConflictPublisher debrosConflictPublisher(
      @Qualifier("entityManagerFactory") EntityManagerFactory factory,
      ApplicationEventPublisher events) {
    return new ConflictPublisher(factory, events);
  }

  @Bean
  static NodePublisher debrosNodePublisher(BeanFactory beans, ApplicationEventPublisher events) {
    return new NodePublisher(
        () -> beans.getBean("entityManagerFactory", EntityManagerFactory.class), events);
  }

  private static List<String> packages(BeanFactory beans) {
    List<String> scanned = EntityScanPackages.get(beans).getPackageNames();
    return scanned.isEmpty() && AutoConfigurationPackages.has(beans)
        ? AutoConfigurationPackages.get(beans)
        : scanned;
  }
}
