package io.debros.jpa.manager;

import io.debros.jpa.document.KeyRing;
import io.debros.jpa.node.EncryptionView;
import java.util.SortedMap;
import java.util.SortedSet;

/** The view of a node's keys. */
record UnitKeys(KeyRing keys, Runnable requireOpen) implements EncryptionView {
  @Override
  public SortedSet<String> names() {
    return open().names();
  }

  @Override
  public void rotate(String name) {
    open().rotate(name);
  }

  @Override
  public void forget(String name) {
    open().forget(name);
  }

  @Override
  public void forgetOld(String name) {
    open().forgetOld(name);
  }

  @Override
  public SortedMap<String, Long> unreadable() {
    return open().unreadable();
  }

  @Override
  public String exportKeys(String passphrase) {
    return open().export(passphrase);
  }

  @Override
  public int importKeys(String exported, String passphrase) {
    return open().add(exported, passphrase);
  }

  private KeyRing open() {
    requireOpen.run();
    return keys;
  }
}
