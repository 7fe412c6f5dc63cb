package io.debros.jpa.mapping;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A lazy {@link List}, or {@link Collection} with duplicates. */
final class LazyList extends AbstractList<Object> implements LazyCollection {
  private final LazyElements<List<Object>> elements;

  LazyList(LazyElements<List<Object>> elements) {
    this.elements = elements;
  }

  @Override
  public boolean isLoaded() {
    return elements.isLoaded();
  }

  @Override
  public void load() {
    elements.get();
  }

  @Override
  public Object get(int index) {
    return elements.get().get(index);
  }

  @Override
  public int size() {
    return elements.get().size();
  }

  @Override
  public Object set(int index, Object element) {
    return elements.get().set(index, element);
  }

  @Override
  public void add(int index, Object element) {
    elements.get().add(index, element);
    modCount++;
  }

  @Override
  public Object remove(int index) {
    Object removed = elements.get().remove(index);
    modCount++;
    return removed;
  }

  @Override
  public boolean addAll(Collection<?> more) {
    modCount++;
    return elements.get().addAll(more);
  }

  @Override
  protected void removeRange(int from, int to) {
    elements.get().subList(from, to).clear();
    modCount++;
  }

  @Override
  public void sort(Comparator<? super Object> order) {
    elements.get().sort(order);
    modCount++;
  }
}
