package io.debros.store.network;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.identity.SecretFiles;
import io.debros.store.libp2p.peer.PrivateKey;
import java.security.SecureRandom;

/**
 * The key by which peers know this node, in a file of its own beside the private keys of its
 * identities and under the same protection. Thread-safe.
 */
public final class PeerKeyFile {
  /** The file; no identity can have one of this name. */
  static final String NAME = "libp2p.peer-key";

  private PeerKeyFile() {}

  /**
   * The key in the file; a new one is made and kept if there is none. It is the same for all who
   * ask, also if they ask at the same time.
   *
   * @throws StorageException if the file cannot be read or written, or is damaged
   */
  public static PrivateKey openOrCreate(SecretFiles files, SecureRandom random) {
    byte[] content = files.find(NAME);
    if (content == null) {
      files.create(NAME, PrivateKey.generate(random).bytes());
      content = files.find(NAME);
    }
    try {
      if (content != null) {
        return PrivateKey.decode(content);
      }
    } catch (IllegalArgumentException otherKey) {
      throw unusable(String.valueOf(otherKey.getMessage()));
    }
    throw unusable("it vanished while it was read");
  }

  private static StorageException unusable(String reason) {
    return new StorageException(
        problem("Peer key of this node cannot be used")
            .at("file", NAME)
            .at("reason", reason)
            .advice("Restore the file from a backup, or remove it to get a new peer id"));
  }
}
