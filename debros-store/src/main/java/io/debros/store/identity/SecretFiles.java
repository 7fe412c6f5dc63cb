package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.error.WrongPassphraseException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets of a node, one file each, in a {@link PrivateDirectory}. A file holds the secret in hex,
 * a blank, and a checksum; or, if a passphrase protects them all, the secret encrypted with
 * AES-256-GCM. Thread-safe; every method throws {@link StorageException} if the disk fails.
 */
public final class SecretFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);
  private static final List<String> ENDINGS = List.of(KeyFile.ENDING, ".secret", ".peer-key");

  private final PrivateDirectory directory;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable KeyProtection protection;

  private SecretFiles(PrivateDirectory directory) {
    this.directory = directory;
  }

  /** Opens a directory without protection, see {@link FileKeyStore#open(Path)}. */
  public static SecretFiles open(Path path) {
    SecretFiles files = new SecretFiles(PrivateDirectory.open(path));
    if (KeyProtection.isIn(files.directory)) {
      throw new WrongPassphraseException(
          problem("Key store is protected by a passphrase, and none was given")
              .at("keyStore", path)
              .advice("Set debros.identity.passphrase, or give the passphrase in the settings"));
    }
    return files;
  }

  /** Opens a directory under a passphrase; {@code fresh} is for a protection that is made now. */
  static SecretFiles open(Path path, Passphrase passphrase, Scrypt fresh) {
    SecretFiles files = new SecretFiles(PrivateDirectory.open(path));
    KeyProtection protection =
        KeyProtection.openOrCreate(files.directory, passphrase, files.random, fresh);
    files.protection = protection;
    files.protectPlainFiles(protection);
    return files;
  }

  /** The secret of a file; null if there is none. */
  public byte @Nullable [] find(String name) {
    byte[] content = directory.find(name);
    return content == null ? null : decode(name, content);
  }

  /** Names of the files that end so, in alphabetical order. */
  public List<String> names(String ending) {
    return directory.names(ending);
  }

  /**
   * Writes a new file; false, and nothing happens, if the name is taken.
   *
   * @param name that ends in {@code .key}, {@code .secret} or {@code .peer-key}; a passphrase does
   *     not protect others
   */
  public boolean create(String name, byte[] secret) {
    return directory.create(name, KeyFile.encode(secret, name, protection));
  }

  /** Overwrites a file and removes it, see {@link PrivateDirectory#erase}. */
  public boolean erase(String name) {
    return directory.erase(name);
  }

  /** Where a file of that name is. */
  Path path(String name) {
    return directory.file(name);
  }

  boolean isProtected() {
    return protection != null;
  }

  void changePassphrase(Passphrase fresh) {
    required().change(fresh, Scrypt.fresh(random));
  }

  void unprotect() {
    KeyProtection present = required();
    for (String name : all()) {
      byte[] secret = find(name);
      if (secret != null) {
        directory.replace(name, KeyFile.encode(secret, name, null));
      }
    }
    present.remove();
    protection = null;
  }

  private void protectPlainFiles(KeyProtection fresh) {
    directory.deleteLeftovers();
    int plain = 0;
    for (String name : all()) {
      byte[] content = directory.find(name);
      if (content != null && !KeyFile.isSealed(content)) {
        directory.replace(name, KeyFile.encode(decode(name, content), name, fresh));
        plain++;
      }
    }
    if (plain > 0) {
      LOG.info("Private keys are protected by a passphrase from now on: {}", plain);
    }
  }

  private List<String> all() {
    List<String> names = new ArrayList<>();
    ENDINGS.forEach(ending -> names.addAll(directory.names(ending)));
    return names;
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

  private byte[] decode(String name, byte[] content) {
    byte[] secret = KeyFile.decode(content, name, protection);
    if (secret == null) {
      throw damaged(name);
    }
    return secret;
  }

  StorageException damaged(String name) {
    return new StorageException(
        problem("Key file is damaged")
            .at("file", directory.file(name))
            .advice("Restore it from a backup; there is no other way to get the key back"));
  }
}
