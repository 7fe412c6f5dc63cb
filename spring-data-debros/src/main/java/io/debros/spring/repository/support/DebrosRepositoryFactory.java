package io.debros.spring.repository.support;

import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.operations.DebrosTemplate;
import io.debros.spring.repository.query.DebrosQueryLookupStrategy;
import io.debros.spring.repository.query.DebrosQueryMethod;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.core.EntityInformation;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryComposition.RepositoryFragments;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.data.repository.query.ValueExpressionDelegate;

/** Makes repositories of debros entities. One thread at a time. */
public class DebrosRepositoryFactory extends RepositoryFactorySupport {
  private final EntityManager manager;
  private final DebrosOperations operations;
  private @Nullable DebrosRepositoryFragmentsContributor contributor;

  /**
   * @param manager Spring's shared entity manager; a plain one makes repositories that take part in
   *     its own transactions
   */
  public DebrosRepositoryFactory(EntityManager manager) {
    this.manager = manager;
    this.operations = new DebrosTemplate(manager);
  }

  /** Lets a contributor add fragments to each repository; null for none. */
  public void setFragmentsContributor(@Nullable DebrosRepositoryFragmentsContributor contributor) {
    this.contributor = contributor;
  }

  @Override
  public EntityInformation<?, ?> getEntityInformation(RepositoryMetadata metadata) {
    return information(metadata);
  }

  @Override
  protected Object getTargetRepository(RepositoryInformation repository) {
    return getTargetRepositoryViaReflection(repository, information(repository), manager);
  }

  @Override
  protected Class<?> getRepositoryBaseClass(RepositoryMetadata metadata) {
    return SimpleDebrosRepository.class;
  }

  @Override
  protected Optional<QueryLookupStrategy> getQueryLookupStrategy(
      QueryLookupStrategy.@Nullable Key key, ValueExpressionDelegate expressions) {
    return Optional.of(new DebrosQueryLookupStrategy(key, operations, manager));
  }

  @Override
  protected RepositoryFragments getRepositoryFragments(RepositoryMetadata metadata) {
    return contributor == null
        ? RepositoryFragments.empty()
        : contributor.contribute(metadata, information(metadata), operations);
  }

  /** Also refuses annotations on redeclared methods, which no query lookup would see. */
  @Override
  protected void validate(RepositoryMetadata metadata) {
    super.validate(metadata);
    for (Method method : metadata.getRepositoryInterface().getMethods()) {
      DebrosQueryMethod.refuseAnnotations(metadata.getRepositoryInterface(), method);
    }
  }

  private DebrosEntityInformation<?, ?> information(RepositoryMetadata metadata) {
    return new DebrosEntityInformation<>(
        metadata.getDomainType(), manager.getEntityManagerFactory());
  }
}
