package io.debros.spring.repository;

import java.util.List;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.query.ListQueryByExampleExecutor;

/**
 * Repository of entities that debros stores: create, read, update, delete, paging, sorting and
 * Query by Example, as in every Spring Data module. Thread-safe.
 *
 * @param <T> an entity class
 * @param <ID> type of its id
 */
@NoRepositoryBean
public interface DebrosRepository<T, ID>
    extends ListCrudRepository<T, ID>,
        ListPagingAndSortingRepository<T, ID>,
        ListQueryByExampleExecutor<T> {

  /** Checks and gathers all changes of the current transaction; the commit writes them. */
  void flush();

  /**
   * Saves an entity and flushes, so that what is wrong with it shows here and not at commit.
   *
   * @return the managed entity; continue with it
   */
  <S extends T> S saveAndFlush(S entity);

  /**
   * Saves entities and flushes once.
   *
   * @return the managed entities, in the order given
   */
  <S extends T> List<S> saveAllAndFlush(Iterable<S> entities);

  /**
   * A reference that is read on first use, for setting an association without reading its target.
   * Using one whose row does not exist throws {@code EntityNotFoundException}.
   */
  T getReferenceById(ID id);

  /** Removes rows with these ids in one query; ids without a row do not matter. */
  void deleteAllByIdInBatch(Iterable<ID> ids);

  /** Removes the rows of these entities in one query, whatever their version. */
  void deleteAllInBatch(Iterable<T> entities);

  /** Removes all rows in one query. */
  void deleteAllInBatch();
}
