package io.debros.store.oplog;

import io.debros.store.error.BadBlockException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The identities that entries of one join name, each read and judged once: on the thread of the
 * join, because an access controller may have to open a database of its own. One thread at a time.
 */
final class JoinWriters {
  /** Room for any signature scheme; an identity with secp256k1 keys takes 600 bytes. */
  static final int MAX_IDENTITY_BYTES = 64 << 10;

  private final Identities identities;
  private final AccessController access;
  private final FetchedBlocks blocks;
  private final UnknownFields unknownFields;
  private final Map<Cid, JoinWriter> writers = new HashMap<>();

  JoinWriters(Oplog log, FetchedBlocks blocks) {
    this.identities = log.identities();
    this.access = log.access();
    this.blocks = blocks;
    this.unknownFields = log.options().limits().unknownFields();
  }

  /** The writer of that hash; null if its block is missing. */
  @Nullable JoinWriter find(Cid hash) {
    JoinWriter known = writers.get(hash);
    if (known == null) {
      known = load(hash);
      if (known != null) {
        writers.put(hash, known);
      }
    }
    return known;
  }

  private @Nullable JoinWriter load(Cid hash) {
    Identity known = known(hash);
    if (known != null) {
      return judged(known);
    }
    byte[] bytes = blocks.findIdentity(hash);
    if (bytes == null) {
      return null;
    }
    if (bytes.length > MAX_IDENTITY_BYTES) {
      return JoinWriter.unreadable("block of " + bytes.length + " bytes");
    }
    try {
      return judged(Identity.decode(bytes));
    } catch (BadBlockException error) {
      return JoinWriter.unreadable(Refusal.sentence(error));
    }
  }

  private JoinWriter judged(Identity identity) {
    return JoinWriter.of(identity, identities, access, unknownFields);
  }

  private @Nullable Identity known(Cid hash) {
    try {
      return identities.find(hash);
    } catch (BadBlockException error) {
      return null; // damaged here, or not an identity: reading it as any block tells which
    }
  }
}
