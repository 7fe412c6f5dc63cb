package io.debros.spring.repository.support;

import io.debros.spring.operations.DebrosOperations;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryComposition.RepositoryFragments;
import org.springframework.data.repository.core.support.RepositoryFragmentsContributor;

/**
 * Adds implementations of interfaces that a repository extends; see {@code fragmentsContributor}.
 */
public interface DebrosRepositoryFragmentsContributor extends RepositoryFragmentsContributor {

  /** Fragments for one repository; empty for none. */
  RepositoryFragments contribute(
      RepositoryMetadata metadata,
      DebrosEntityInformation<?, ?> information,
      DebrosOperations operations);
}
