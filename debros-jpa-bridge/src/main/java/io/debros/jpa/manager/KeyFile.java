package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.jpa.document.KeyRing;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of another node, which a node takes in whenever it opens, before it makes keys of its own.
 * Immutable.
 *
 * @param path of the file
 * @param passphrase that it was exported with
 */
public record KeyFile(Path path, String passphrase) {
  private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

  /**
   * Adds the keys.
   *
   * @throws PersistenceException if the file cannot be read, or is no file of keys
   * @throws io.debros.store.error.WrongPassphraseException if the passphrase is wrong
   */
  void into(KeyRing keys) {
    try {
      int added = keys.add(Files.readString(path, US_ASCII), passphrase);
      if (added > 0) {
        log.info("{} encryption keys were taken in from {}", added, path);
      }
    } catch (IOException | IllegalArgumentException failure) {
      throw new PersistenceException(
          problem("Encryption keys cannot be taken in")
              .at("file", path)
              .at("reason", failure.getMessage())
              .advice("Export them again at a node that has them, or remove the setting")
              .toString(),
          failure);
    }
  }

  /** Without the passphrase. */
  @Override
  public String toString() {
    return "KeyFile[" + path + "]";
  }
}
