package io.debros.store.dagcbor;

import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link CborMap} seen as a map of Java, in canonical order. Unmodifiable, thread-safe. */
final class CborEntries extends AbstractMap<String, CborValue> {
  private final CborMap map;

  CborEntries(CborMap map) {
    this.map = map;
  }

  @Override
  public @Nullable CborValue get(@Nullable Object key) {
    return key instanceof String text ? map.find(text) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public Set<Entry<String, CborValue>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, CborValue>> iterator() {
        return new EntryIterator();
      }

      @Override
      public int size() {
        return map.size();
      }
    };
  }

  private final class EntryIterator implements Iterator<Entry<String, CborValue>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < map.size();
    }

    @Override
    public Entry<String, CborValue> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = next++;
      return new SimpleImmutableEntry<>(map.keyAt(index), map.valueAt(index));
    }
  }
}
