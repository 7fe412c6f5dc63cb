package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.encryption.DataCipher;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.SealedRow;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreadableException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Checks single entries of one log by themselves. Thread-safe. */
final class EntryCheck {
  private static final int REMEMBERED = 10_000;

  private final String logId;
  private final Blocks blocks;
  private final Identities identities;
  private final EncryptionKeys keys;
  private final Findings findings;
  private final AtomicLong unreadable = new AtomicLong();
  private final Map<Cid, Identity> verified = new ConcurrentHashMap<>();

  EntryCheck(String logId, Blocks blocks, Scope scope, Findings findings) {
    this.logId = logId;
    this.blocks = blocks;
    this.identities = scope.identities();
    this.keys = scope.node().encryptionKeys();
    this.findings = findings;
  }

  /** The entry if everything in it is right; null, and a finding, if not. */
  @Nullable Entry check(Cid hash) {
    byte[] bytes = blocks.find(hash, "entry", findings);
    if (bytes == null) {
      return null;
    }
    try {
      Entry entry = blocks.decode(bytes);
      if (isUnreadable(entry)) {
        unreadable.incrementAndGet();
      }
      return isRight(entry) ? entry : null;
    } catch (UnreadableException encrypted) {
      unreadable.incrementAndGet();
      return null;
    } catch (BadEntryException malformed) {
      return invalid(hash, problem("Block is no entry").at("reason", malformed.problem()));
    }
  }

  /** Entries that are encrypted, and whose key is not in the ring of the node: no damage. */
  long unreadable() {
    return unreadable.get();
  }

  private boolean isUnreadable(Entry entry) {
    byte[] encrypted = entry.encryptedPayload();
    SealedRow sealed = encrypted == null ? null : DataCipher.find(encrypted);
    return sealed != null && !keys.has(sealed.keyId());
  }

  private boolean isRight(Entry entry) {
    if (!entry.logId().equals(logId)) {
      return refused(entry, "Entry belongs to another log");
    }
    if (entry.clock().time() < 1 || !entry.clock().id().equals(entry.key())) {
      return refused(entry, "Clock of entry is not one of its writer");
    }
    Identity writer = writer(entry.identity());
    if (writer == null) {
      return false;
    }
    if (!writer.publicKey().equals(entry.key())) {
      return refused(entry, "Key of entry is not the key of its identity");
    }
    if (!entry.verify(identities)) {
      return refused(entry, "Signature of entry does not match");
    }
    return hasOlderNext(entry);
  }

  private boolean hasOlderNext(Entry entry) {
    for (Cid hash : entry.next()) {
      Entry next = blocks.findEntry(hash); // what is wrong with it is found with itself
      if (next != null && next.clock().time() >= entry.clock().time()) {
        return refused(entry, "Clock of entry does not exceed the clocks of its next");
      }
    }
    return true;
  }

  private @Nullable Identity writer(Cid hash) {
    Identity known = verified.get(hash);
    if (known != null) {
      return known;
    }
    byte[] bytes = blocks.find(hash, "identity", findings);
    Identity writer = bytes == null ? null : verify(hash, bytes);
    if (writer != null) {
      if (verified.size() >= REMEMBERED) {
        verified.clear();
      }
      verified.put(hash, writer);
    }
    return writer;
  }

  private @Nullable Identity verify(Cid hash, byte[] bytes) {
    try {
      Identity identity = Identity.decode(bytes);
      if (identities.supports(identity.type()) && identities.verify(identity)) {
        return identity;
      }
    } catch (BadBlockException malformed) {
      return wrongIdentity(hash);
    }
    return wrongIdentity(hash);
  }

  private @Nullable Identity wrongIdentity(Cid hash) {
    findings.add(
        FindingKind.ENTRY_INVALID,
        advised(problem("Identity of entries does not verify").at("identity", hash)),
        hash.toString());
    return null;
  }

  private boolean refused(Entry entry, String sentence) {
    return invalid(entry.hash(), problem(sentence)) != null;
  }

  private @Nullable Entry invalid(Cid hash, Problem problem) {
    findings.add(FindingKind.ENTRY_INVALID, advised(problem.at("entry", hash)), hash.toString());
    return null;
  }

  private static Problem advised(Problem problem) {
    return problem.advice("Repair can cut it off, and what builds on it, when it is asked to");
  }
}
