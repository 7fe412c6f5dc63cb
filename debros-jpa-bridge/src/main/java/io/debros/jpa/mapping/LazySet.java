package io.debros.jpa.mapping;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;

/** A lazy {@link Set}. */
final class LazySet extends AbstractSet<Object> implements LazyCollection {
  private final LazyElements<Set<Object>> elements;

  LazySet(LazyElements<Set<Object>> elements) {
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
  public Iterator<Object> iterator() {
    return elements.get().iterator();
  }

  @Override
  public int size() {
    return elements.get().size();
  }

  @Override
  public boolean contains(Object element) {
    return elements.get().contains(element);
  }

  @Override
  public boolean add(Object element) {
    return elements.get().add(element);
  }

  @Override
  public boolean remove(Object element) {
    return elements.get().remove(element);
  }

  @Override
  public void clear() {
    elements.get().clear();
  }
}
