package io.debros.spring.repository.support;

import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.data.repository.core.support.RepositoryFragmentsContributor;
import org.springframework.data.repository.core.support.TransactionalRepositoryFactoryBeanSupport;
import org.springframework.util.Assert;

/**
 * Makes one repository as a bean, with transactions and exception translation.
 *
 * @param <R> the repository interface
 * @param <T> its entity
 * @param <ID> type of the entity's id
 */
public class DebrosRepositoryFactoryBean<R extends Repository<T, ID>, T, ID>
    extends TransactionalRepositoryFactoryBeanSupport<R, T, ID> {
  private @Nullable EntityManager manager;
  private @Nullable DebrosRepositoryFragmentsContributor contributor;

  public DebrosRepositoryFactoryBean(Class<? extends R> repository) {
    super(repository);
  }

  /** The shared entity manager. */
  public void setEntityManager(EntityManager manager) {
    this.manager = manager;
  }

  /** Adds fragments to the repository. */
  public void setRepositoryFragmentsContributor(DebrosRepositoryFragmentsContributor contributor) {
    this.contributor = contributor;
  }

  @Override
  public RepositoryFragmentsContributor getRepositoryFragmentsContributor() {
    return contributor == null ? RepositoryFragmentsContributor.empty() : contributor;
  }

  @Override
  protected RepositoryFactorySupport doCreateRepositoryFactory() {
    EntityManager shared = manager;
    Assert.state(shared != null, "An EntityManager is required");
    DebrosRepositoryFactory factory = new DebrosRepositoryFactory(shared);
    factory.setFragmentsContributor(contributor);
    return factory;
  }
}
