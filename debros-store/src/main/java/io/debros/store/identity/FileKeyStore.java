package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.error.WrongPassphraseException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file for each key, in a {@link PrivateDirectory} of its own. A file holds the key in hex, a
 * blank, and a checksum; or, if the store is protected by a passphrase, the key encrypted with
 * AES-256-GCM. Thread-safe.
 */
public final class FileKeyStore implements KeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileKeyStore.class);

  private final PrivateDirectory directory;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable KeyProtection protection;

  private FileKeyStore(PrivateDirectory directory) {
    this.directory = directory;
  }

  /**
   * Opens a directory whose keys are not protected, and creates it if it is absent.
   *
   * @throws StorageException if it cannot be created
   * @throws WrongPassphraseException if a passphrase protects it
   */
  public static FileKeyStore open(Path path) {
    FileKeyStore store = new FileKeyStore(PrivateDirectory.open(path));
    if (KeyProtection.isIn(store.directory)) {
      throw new WrongPassphraseException(
          problem("Key store is protected by a passphrase, and none was given")
              .at("keyStore", path)
              .advice("Set debros.identity.passphrase, or give the passphrase in the settings"));
    }
    return store;
  }

  /**
   * Opens a directory that the passphrase protects. Keys that are not protected yet are from now
   * on, also if a crash interrupts the first time; a line in the log says so.
   *
   * @throws StorageException if the directory cannot be created or is damaged
   * @throws WrongPassphraseException if another passphrase protects it
   */
  public static FileKeyStore open(Path path, Passphrase passphrase) {
    SecureRandom random = new SecureRandom();
    return open(path, passphrase, Scrypt.fresh(random));
  }

  /** As {@link #open(Path, Passphrase)}; the cost counts for a new protection only. */
  static FileKeyStore open(Path path, Passphrase passphrase, Scrypt fresh) {
    FileKeyStore store = new FileKeyStore(PrivateDirectory.open(path));
    KeyProtection protection =
        KeyProtection.openOrCreate(store.directory, passphrase, store.random, fresh);
    store.protection = protection;
    store.protectPlainKeys(protection);
    return store;
  }

  @Override
  public byte @Nullable [] find(String id) {
    return read(file(id));
  }

  @Override
  public byte[] putIfAbsent(String id, byte[] privateKey) {
    String file = file(id);
    boolean created = directory.create(file, KeyFile.encode(privateKey, file, protection));
    return created ? privateKey : existing(file);
  }

  /** What encrypts the keys, and may encrypt other secrets of the node; null if nothing does. */
  public @Nullable KeyProtection protection() {
    return protection;
  }

  /**
   * From now on another passphrase opens the store: for all keys at once, and a crash leaves the
   * one or the other. Keys that were copied before stay readable with the earlier passphrase. Those
   * who have the store open are not disturbed.
   *
   * @throws IllegalStateException if the store is not protected
   */
  public void changePassphrase(Passphrase fresh) {
    required().change(fresh, Scrypt.fresh(random));
  }

  /**
   * Writes all keys unprotected and forgets the passphrase. While it runs, and after a crash until
   * it is repeated, the passphrase is still needed. Not while a node has the store open.
   *
   * @throws IllegalStateException if the store is not protected
   */
  public void unprotect() {
    KeyProtection present = required();
    for (String file : directory.names(KeyFile.ENDING)) {
      byte[] key = read(file);
      if (key != null) {
        directory.replace(file, KeyFile.encode(key, file, null));
      }
    }
    present.remove();
    protection = null;
  }

  private void protectPlainKeys(KeyProtection fresh) {
    directory.deleteLeftovers();
    int plain = 0;
    for (String file : directory.names(KeyFile.ENDING)) {
      byte[] content = directory.find(file);
      if (content != null && !KeyFile.isSealed(content)) {
        byte[] key = KeyFile.decode(content, directory.file(file), fresh);
        directory.replace(file, KeyFile.encode(key, file, fresh));
        plain++;
      }
    }
    if (plain > 0) {
      LOG.info("Private keys are protected by a passphrase from now on: {}", plain);
    }
  }

  private KeyProtection required() {
    KeyProtection present = protection;
    if (present == null) {
      throw new IllegalStateException(
          problem("Key store is not protected")
              .at("keyStore", directory.file(""))
              .advice("Open it with a passphrase to protect it")
              .toString());
    }
    return present;
  }

  private static String file(String id) {
    return KeyFile.name(MemoryKeyStore.requireId(id));
  }

  private byte @Nullable [] read(String file) {
    byte[] content = directory.find(file);
    return content == null ? null : KeyFile.decode(content, directory.file(file), protection);
  }

  private byte[] existing(String file) {
    byte[] key = read(file);
    if (key == null) {
      throw new StorageException(
          problem("Key file vanished while it was read")
              .at("file", directory.file(file))
              .advice("Let no other program change the key directory"));
    }
    return key;
  }
}
