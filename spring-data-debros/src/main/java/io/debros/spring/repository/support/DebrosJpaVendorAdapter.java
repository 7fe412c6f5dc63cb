package io.debros.spring.repository.support;

import io.debros.jpa.DebrosPersistenceProvider;
import jakarta.persistence.spi.PersistenceProvider;
import org.springframework.orm.jpa.JpaDialect;
import org.springframework.orm.jpa.JpaVendorAdapter;

/** Plugs debros into {@code LocalContainerEntityManagerFactoryBean}. Thread-safe. */
public class DebrosJpaVendorAdapter implements JpaVendorAdapter {
  private final PersistenceProvider provider = new DebrosPersistenceProvider();
  private final JpaDialect dialect = new DebrosJpaDialect();

  @Override
  public PersistenceProvider getPersistenceProvider() {
    return provider;
  }

  @Override
  public String getPersistenceProviderRootPackage() {
    return DebrosPersistenceProvider.class.getPackageName();
  }

  @Override
  public JpaDialect getJpaDialect() {
    return dialect;
  }
}
