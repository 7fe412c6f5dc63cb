package io.debros.store;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.storage.Durability;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The process that {@link KillTest} kills: several threads write to databases of two types for
 * ever, each its own keys, and say so before and after each transaction. Lines: {@code try thread
 * database:key=value …}, {@code ack thread}; a value of 0 is a deletion.
 */
final class KillTestWriter {
  static final int DATABASES = 3;
  static final int THREADS = 3;
  static final int KEYS = 12;

  private final List<Database> databases;
  private final DebrosNode node;
  private final PrintStream pipe;

  private KillTestWriter(DebrosNode node, PrintStream pipe) {
    this.node = node;
    this.databases = openDatabases(node);
    this.pipe = pipe;
  }

  /** Arguments: directory, durability, seed, first value to write. */
  public static void main(String[] arguments) {
    PrintStream pipe = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    DebrosNode node =
        DebrosNode.open(
            NodeSettings.in(Path.of(arguments[0]))
                .withDurability(Durability.valueOf(arguments[1])));
    KillTestWriter writer = new KillTestWriter(node, pipe);
    long seed = Long.parseLong(arguments[2]);
    long value = Long.parseLong(arguments[3]);
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      new Thread(() -> writer.run(number, new SplittableRandom(seed + number), value)).start();
    }
  }

  static List<Database> openDatabases(DebrosNode node) {
    return List.of(
        node.openDocuments("kill-0", DocumentOptions.defaults()),
        node.openDocuments("kill-1", DocumentOptions.defaults()),
        node.openKeyValue("kill-2", DatabaseOptions.defaults()));
  }

  /** What was written last under a key; null if it was deleted. */
  static Long find(Database database, String key) {
    if (database instanceof KeyValueDatabase values) {
      return values.find(key) instanceof CborInt value ? value.value() : null;
    }
    DocumentRow row = ((DocumentDatabase) database).get(key);
    return row != null && row.value().find("n") instanceof CborInt value ? value.value() : null;
  }

  /** Key of a thread; no two threads share one. */
  static String key(int thread, int number) {
    return "t" + thread + "-k" + number;
  }

  private void run(int thread, RandomGenerator random, long firstValue) {
    try {
      for (long value = firstValue; ; value++) {
        write(thread, random, value);
      }
    } catch (RuntimeException | Error failure) {
      failure.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /** One document in one database, or several documents in all of them. */
  private void write(int thread, RandomGenerator random, long value) {
    List<Database> touched =
        random.nextInt(3) == 0 ? databases : List.of(databases.get(random.nextInt(DATABASES)));
    try (DatabaseTransaction transaction = node.begin(touched)) {
      StringBuilder operations = new StringBuilder("try " + thread);
      for (Database database : touched) {
        String key = key(thread, random.nextInt(KEYS));
        boolean delete = transaction.find(database, key) != null && random.nextInt(4) == 0;
        write(transaction, database, key, delete ? 0 : value);
        operations.append(' ').append(databases.indexOf(database));
        operations.append(':').append(key).append('=').append(delete ? 0 : value);
      }
      say(operations.toString());
      transaction.commit();
    }
    say("ack " + thread);
  }

  private static void write(
      DatabaseTransaction transaction, Database database, String key, long value) {
    if (database instanceof KeyValueDatabase values) {
      if (value == 0) {
        transaction.delete(values, key);
      } else {
        transaction.put(values, key, new CborInt(value));
      }
    } else if (value == 0) {
      transaction.delete((DocumentDatabase) database, key);
    } else {
      transaction.put((DocumentDatabase) database, document(key, value));
    }
  }

  private static CborMap document(String key, long value) {
    return CborMap.builder().put("_id", key).put("n", value).build();
  }

  private synchronized void say(String line) {
    pipe.print(line + "\n");
    pipe.flush();
  }
}
