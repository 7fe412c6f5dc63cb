package io.debros.jpa.document;

import io.debros.store.NetworkSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the node behind a persistence unit is opened. Immutable.
 *
 * @param directory where everything lies, created if absent; null to keep it in memory
 * @param durability when a commit survives a power cut; without meaning in memory
 * @param identityName name of the key that this node writes with; null for the default
 * @param writers identities that may write to databases, {@code *} for everybody; empty for this
 *     node's identity only. Part of every database's address
 * @param access whether that list can change
 * @param passphrase of the private keys in the directory; null for none. Without meaning in memory
 * @param network how the node meets others; null if it does not
 */
public record DocumentSettings(
    @Nullable Path directory,
    Durability durability,
    @Nullable String identityName,
    List<String> writers,
    Access access,
    @Nullable String passphrase,
    @Nullable NetworkSettings network) {
  /** Whether the list of those who may write to a database can change. */
  public enum Access {
    /** Never. */
    FIXED,
    /** Those that are listed may write, and change who else may. */
    GRANTED
  }

  /** When a commit survives a power cut. */
  public enum Durability {
    /** At most 200 ms after it returned, and at close. */
    INTERVAL,
    /** Before it returns. */
    COMMIT
  }

  public DocumentSettings {
    writers = List.copyOf(writers);
  }

  /** A node in memory, for tests. */
  public static DocumentSettings inMemory() {
    return new DocumentSettings(
        null, Durability.INTERVAL, null, List.of(), Access.FIXED, null, null);
  }

  /** Without the passphrase. */
  @Override
  public String toString() {
    return "DocumentSettings["
        + directory
        + ", "
        + durability
        + ", identity="
        + identityName
        + ", writers="
        + writers
        + ", access="
        + access
        + (network == null ? "" : ", network=" + network)
        + (passphrase == null ? "]" : ", passphrase hidden]");
  }
}
