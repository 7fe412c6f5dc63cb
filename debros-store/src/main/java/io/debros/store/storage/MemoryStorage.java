package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.ClosedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A storage in memory: gone when it is closed. Readers never wait; a snapshot costs nothing, since
 * every write makes a new immutable version that shares all but the changed paths.
 */
public final class MemoryStorage implements Storage {
  private volatile @Nullable Map<Space, ByteTree> present = Map.of();

  @Override
  public byte @Nullable [] get(Space space, byte[] key) {
    return get(present(), space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    return new Cursor(tree(present(), space).walk(range, direction), () -> present != null);
  }

  @Override
  public synchronized void write(StorageBatch batch) {
    Map<Space, ByteTree> next = new HashMap<>(present());
    for (StorageBatch.Operation operation : batch.operations()) {
      next.put(operation.space(), applied(operation, tree(next, operation.space())));
    }
    present = next;
  }

  private static ByteTree applied(StorageBatch.Operation operation, ByteTree tree) {
    if (operation.range() != null) {
      return tree.without(operation.range());
    }
    byte[] value = operation.value();
    return value == null ? tree.without(operation.key()) : tree.with(operation.key(), value);
  }

  @Override
  public void sync() {
    present();
  }

  @Override
  public void compact() {
    present();
  }

  @Override
  public StorageSnapshot snapshot() {
    return new Snapshot(present());
  }

  @Override
  public synchronized void close() {
    present = null;
  }

  private Map<Space, ByteTree> present() {
    Map<Space, ByteTree> spaces = present;
    if (spaces == null) {
      throw closed("Storage is closed", "Open the node again");
    }
    return spaces;
  }

  private static byte @Nullable [] get(Map<Space, ByteTree> spaces, Space space, byte[] key) {
    byte[] value = tree(spaces, space).find(key);
    return value == null ? null : value.clone();
  }

  private static ByteTree tree(Map<Space, ByteTree> spaces, Space space) {
    return spaces.getOrDefault(space, ByteTree.EMPTY);
  }

  private static ClosedException closed(String sentence, String advice) {
    return new ClosedException(problem(sentence).at("storage", "memory").advice(advice));
  }

  private final class Snapshot implements StorageSnapshot {
    private volatile @Nullable Map<Space, ByteTree> version;

    Snapshot(Map<Space, ByteTree> version) {
      this.version = version;
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
      return MemoryStorage.get(version(), space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return new Cursor(
          tree(version(), space).walk(range, direction), () -> version != null && present != null);
    }

    @Override
    public Set<Space> spaces() {
      return Set.copyOf(version().keySet());
    }

    @Override
    public void close() {
      version = null;
    }

    private Map<Space, ByteTree> version() {
      present();
      Map<Space, ByteTree> spaces = version;
      if (spaces == null) {
        throw closed("Snapshot is closed", "Take a new snapshot");
      }
      return spaces;
    }
  }

  private static final class Cursor implements StorageCursor {
    private final BooleanSupplier sourceOpen;
    private ByteTree.@Nullable Walk walk;

    Cursor(ByteTree.Walk walk, BooleanSupplier sourceOpen) {
      this.walk = walk;
      this.sourceOpen = sourceOpen;
    }

    @Override
    public boolean next() {
      return walk().next();
    }

    @Override
    public byte[] key() {
      return Rows.present(walk().key()).clone();
    }

    @Override
    public byte[] value() {
      return Rows.present(walk().value()).clone();
    }

    @Override
    public void close() {
      walk = null;
    }

    private ByteTree.Walk walk() {
      ByteTree.Walk open = walk;
      if (open == null || !sourceOpen.getAsBoolean()) {
        throw closed("Cursor is closed", "Read a cursor before it, its snapshot or storage closes");
      }
      return open;
    }
  }
}
