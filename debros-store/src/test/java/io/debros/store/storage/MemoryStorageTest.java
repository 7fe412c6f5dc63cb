package io.debros.store.storage;

class MemoryStorageTest extends StorageContract {
  @Override
  Storage open() {
    return new MemoryStorage();
  }
}
