package io.debros.spring.autoconfigure;

import io.debros.spring.repository.config.DebrosRepositoryConfigurationExtension;
import io.debros.spring.repository.config.EnableDebrosRepositories;
import io.debros.spring.repository.support.DebrosJpaVendorAdapter;
import io.debros.spring.repository.support.DebrosRepositoryFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Import;

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
@Import(AutoConfiguredRepositories.class)
public final class DebrosRepositoriesAutoConfiguration {}
