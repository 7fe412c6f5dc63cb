package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.error.WrongPassphraseException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * One file for each key, in a {@link PrivateDirectory} of its own. A passphrase may protect them;
 * then every file is encrypted with AES-256-GCM. Thread-safe.
 */
public final class FileKeyStore implements KeyStore {
  private final SecretFiles files;

  private FileKeyStore(SecretFiles files) {
    this.files = files;
  }

  /**
   * Opens a directory whose keys are not protected, and creates it if it is absent.
   *
   * @throws StorageException if it cannot be created
   * @throws WrongPassphraseException if a passphrase protects it
   */
  public static FileKeyStore open(Path path) {
    return new FileKeyStore(SecretFiles.open(path));
  }

  /**
   * Opens a directory that the passphrase protects. Keys that are not protected yet are from now
   * on, also if a crash interrupts the first time; a line in the log says so.
   *
   * @throws StorageException if the directory cannot be created or is damaged
   * @throws WrongPassphraseException if another passphrase protects it
   */
  public static FileKeyStore open(Path path, Passphrase passphrase) {
    return open(path, passphrase, Scrypt.fresh(new SecureRandom()));
  }

  /** As {@link #open(Path, Passphrase)}; the cost counts for a new protection only. */
  static FileKeyStore open(Path path, Passphrase passphrase, Scrypt fresh) {
    return new FileKeyStore(SecretFiles.open(path, passphrase, fresh));
  }

  @Override
  public byte @Nullable [] find(String id) {
    return read(file(id));
  }

  @Override
  public byte[] putIfAbsent(String id, byte[] privateKey) {
    if (!Signatures.isPrivateKey(privateKey)) {
      throw new IllegalArgumentException(
          problem("Private key is not one of secp256k1").at("bytes", privateKey.length).toString());
    }
    String file = file(id);
    return files.create(file, privateKey) ? privateKey : existing(file);
  }

  /** The files, where other secrets of the node may lie under the same protection. */
  public SecretFiles files() {
    return files;
  }

  /** Whether a passphrase protects the keys. */
  public boolean isProtected() {
    return files.isProtected();
  }

  /**
   * From now on another passphrase opens the store: for all keys at once, and a crash leaves the
   * one or the other. Whoever has copies of the files from before, and the earlier passphrase, can
   * read all keys for good. Those who have the store open are not disturbed.
   *
   * @throws IllegalStateException if the store is not protected
   */
  public void changePassphrase(Passphrase fresh) {
    files.changePassphrase(fresh);
  }

  /**
   * Writes all keys unprotected and forgets the passphrase. While it runs, and after a crash until
   * it is repeated, the passphrase is still needed. Not while a node has the store open.
   *
   * @throws IllegalStateException if the store is not protected
   */
  public void unprotect() {
    files.unprotect();
  }

  private static String file(String id) {
    return KeyFile.name(MemoryKeyStore.requireId(id));
  }

  private byte @Nullable [] read(String file) {
    byte[] key = files.find(file);
    if (key != null && !Signatures.isPrivateKey(key)) {
      throw files.damaged(file);
    }
    return key;
  }

  private byte[] existing(String file) {
    byte[] key = read(file);
    if (key == null) {
      throw new StorageException(
          problem("Key file vanished while it was read")
              .at("file", files.path(file))
              .advice("Let no other program change the key directory"));
    }
    return key;
  }
}
