package io.debros.it.acceptance.misspelt;

import io.debros.it.acceptance.shop.Item;
import io.debros.spring.repository.DebrosRepository;
import java.util.List;

interface MisspeltRepository extends DebrosRepository<Item, String> {
  List<Item> findByStok(int stock);
}
