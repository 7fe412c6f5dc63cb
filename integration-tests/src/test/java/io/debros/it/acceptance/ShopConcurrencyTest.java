package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.acceptance.shop.Item;
import io.debros.it.acceptance.shop.ItemRepository;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.orm.ObjectOptimisticLockingFailureException;

/** Transactions through Spring: several at a time, failing ones, and large ones. */
class ShopConcurrencyTest {
  private static final int MANY = 10_000;

  private final Shop shop = Shop.inMemory();
  private final ItemRepository items = shop.items();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void save_differentRowsByTwoThreads_keepsAll() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);

    List<Integer> saved =
        inParallel(
            thread -> {
              together.await(60, TimeUnit.SECONDS);
              for (int i = 0; i < 200; i++) {
                items.save(new Item("item-" + thread + "-" + i, "thread " + thread, i));
              }
              return items.findByNameStartingWith("thread " + thread).size();
            });

    assertThat(saved).containsExactly(200, 200);
    assertThat(items.count()).isEqualTo(400);
  }

  @Test
  void save_sameRowByTwoTransactions_secondOneFails() throws Exception {
    items.save(new Item("1", "pen", 10));
    CyclicBarrier bothHaveRead = new CyclicBarrier(2);

    List<Object> outcomes =
        inParallel(
            thread -> {
              try {
                return shop.inTransaction(
                    () -> {
                      Item item = items.findById("1").orElseThrow();
                      await(bothHaveRead);
                      item.setStock(item.getStock() - 1);
                      return "saved";
                    });
              } catch (ObjectOptimisticLockingFailureException conflict) {
                return conflict.getMessage();
              }
            });

    assertThat(outcomes).contains("saved");
    assertThat(outcomes)
        .filteredOn(outcome -> !outcome.equals("saved"))
        .singleElement()
        .asString()
        .contains("entity=Item", "id=1", "expected=0", "found=1");
    assertThat(items.findById("1").orElseThrow().getStock()).isEqualTo(9);
  }

  @Test
  void save_staleCopy_isOptimisticLockingFailure() {
    Item stale = items.save(new Item("1", "pen", 10));
    Item fresh = items.findById("1").orElseThrow();
    fresh.setStock(9);
    items.save(fresh);

    stale.setStock(8);

    assertThatThrownBy(() -> items.save(stale))
        .isInstanceOf(ObjectOptimisticLockingFailureException.class)
        .hasMessageContaining("entity=Item");
    assertThat(items.findById("1").orElseThrow().getStock()).isEqualTo(9);
  }

  @Test
  void transaction_rolledBack_leavesNothing() {
    items.save(new Item("1", "pen", 10));

    assertThatThrownBy(
            () ->
                shop.inTransaction(
                    () -> {
                      items.saveAll(items(0, 50));
                      items.findById("1").orElseThrow().setStock(0);
                      assertThat(items.findByStockGreaterThanEqual(0)).hasSize(51);
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");

    assertThat(items.findAll()).extracting(Item::getStock).containsExactly(10);
    assertThat(items.findByNameStartingWith("item")).isEmpty();
    items.saveAll(items(0, 50));
    assertThat(items.count()).isEqualTo(51);
  }

  @Test
  void saveAll_manyRows_arePagedThroughOnceEach() {
    shop.inTransaction(() -> items.saveAll(items(0, MANY)));

    assertThat(items.count()).isEqualTo(MANY);
    assertThat(paged(Sort.unsorted())).hasSize(MANY).doesNotHaveDuplicates();
    assertThat(paged(Sort.by("id"))).hasSize(MANY).doesNotHaveDuplicates().isSorted();
    List<String> byStock = paged(Sort.by(Sort.Direction.DESC, "stock"));
    assertThat(byStock).hasSize(MANY);
    Set<String> distinct = new HashSet<>(byStock);
    assertThat(distinct).hasSize(MANY);
    assertThat(byStock)
        .isSortedAccordingTo(Comparator.comparingInt(ShopConcurrencyTest::stock).reversed());
  }

  private List<String> paged(Sort sort) {
    List<String> ids = new ArrayList<>();
    Page<Item> page = items.findAll(PageRequest.of(0, 999, sort));
    page.forEach(item -> ids.add(item.getId()));
    while (page.hasNext()) {
      page = items.findAll(page.nextPageable());
      page.forEach(item -> ids.add(item.getId()));
    }
    assertThat(page.getTotalElements()).isEqualTo(MANY);
    return ids;
  }

  /** Seven of each stock, so that pages end between equal rows. */
  private static List<Item> items(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj("item%05d"::formatted)
        .map(id -> new Item(id, id, stock(id)))
        .toList();
  }

  private static int stock(String id) {
    return Integer.parseInt(id.substring(4)) * 31 % MANY / 7;
  }

  private static <T> List<T> inParallel(Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<T>> calls = List.of(() -> work.run(0), () -> work.run(1));
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls, 2, TimeUnit.MINUTES)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("The other thread did not come", e);
    }
  }

  private interface Work<T> {
    T run(int thread) throws Exception;
  }
}
