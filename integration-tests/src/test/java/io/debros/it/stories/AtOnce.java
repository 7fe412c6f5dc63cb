package io.debros.it.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Work of several threads that begin at the same moment. */
final class AtOnce {
  private static final long LIMIT_SECONDS = 120;

  private AtOnce() {}

  /** One thread for each number of a node; fails if one of them does. */
  static void run(List<Integer> numbers, Consumer<Integer> work) {
    call(
        numbers,
        number -> {
          work.accept(number);
          return number;
        });
  }

  /** The same with answers, in the order of the numbers. */
  static <T> List<T> call(List<Integer> numbers, Function<Integer, T> work) {
    CyclicBarrier start = new CyclicBarrier(numbers.size());
    ExecutorService threads = Executors.newFixedThreadPool(numbers.size());
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int number : numbers) {
        running.add(
            threads.submit(
                () -> {
                  start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                  return work.apply(number);
                }));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> each : running) {
        answers.add(each.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      }
      return answers;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
