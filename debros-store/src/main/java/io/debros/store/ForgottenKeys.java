package io.debros.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DatabaseEngine;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.EncryptionKeysListener;
import io.debros.store.manifest.Address;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what databases that are closed still have of values whose key was forgotten; open ones do
 * so themselves, before this is told: it follows the ring longer than they do. What a crash
 * prevented is done when the node opens. Thread-safe.
 */
final class ForgottenKeys implements EncryptionKeysListener {
  private static final Logger LOG = LoggerFactory.getLogger(ForgottenKeys.class);

  /** One row: the state of the ring for which nothing was left to be removed. */
  private static final Space SPACE = new Space("forgotten-keys");

  private static final byte[] DONE = "done".getBytes(UTF_8);

  private final EncryptionKeys keys;
  private final DatabaseContext context;
  private final OpenDatabases databases;

  private ForgottenKeys(EncryptionKeys keys, DatabaseContext context, OpenDatabases databases) {
    this.keys = keys;
    this.context = context;
    this.databases = databases;
  }

  /** Follows the ring of a node that opens, until it is removed there. */
  static ForgottenKeys follow(
      EncryptionKeys keys, DatabaseContext context, OpenDatabases databases) {
    ForgottenKeys follower = new ForgottenKeys(keys, context, databases);
    if (!keys.forgotten().isEmpty()) {
      follower.forgotten(keys.forgotten());
    }
    keys.addListener(follower);
    return follower;
  }

  @Override
  public void forgotten(Set<String> ids) {
    byte[] ring = keys.fingerprint();
    if (Arrays.equals(ring, context.storage().get(SPACE, DONE))) {
      return;
    }
    int purged = 0;
    int open = 0;
    for (Address address : DatabaseEngine.usersOf(context, ids)) {
      if (purge(address)) {
        purged++;
      } else {
        open++;
      }
    }
    if (purged > 0) {
      context.storage().compact();
    }
    if (open == 0) { // else the next start looks whether those finished
      context.storage().write(new StorageBatch().put(SPACE, DONE, ring));
    }
  }

  /** Nobody uses the node any more. */
  void close() {
    keys.removeListener(this);
  }

  /** False if the database is open. */
  private boolean purge(Address address) {
    return databases.exclusively(
        address,
        present -> {
          if (present == null) {
            LOG.info("Removing what is left of forgotten encryption keys {address={}}", address);
            DatabaseEngine.purge(context, address);
          }
          return present == null;
        });
  }
}
