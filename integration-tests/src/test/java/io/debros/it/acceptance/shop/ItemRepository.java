package io.debros.it.acceptance.shop;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;

/** Items by stock and by name. */
public interface ItemRepository extends DebrosRepository<Item, String> {
  List<Item> findByListed(boolean listed);

  List<Item> findByStockGreaterThanEqual(int stock);

  List<Item> findByNameStartingWith(String prefix);
}
