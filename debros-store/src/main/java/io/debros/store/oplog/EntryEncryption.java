package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.multiformats.Cid;

/*
 * Data: the payload of the entry is a byte string, the ciphertext of dagcbor(payload).
 * Replication: the block is a byte string, the ciphertext of dagcbor(entry). An entry itself is a
 * map, and so is every operation of a database: what is not a byte string is not encrypted.
 */
/** Where ciphers meet entries (spec 13). Stateless. */
final class EntryEncryption {
  private static final int MAJOR_TYPE = 0xe0;
  private static final int BYTE_STRING = 0x40;

  private EntryEncryption() {}

  /** What is signed in place of a payload: itself if it is not encrypted. */
  static CborValue payload(CborValue payload, Encryption encryption) {
    EntryCipher cipher = encryption.data();
    return cipher == null ? payload : CborBytes.of(cipher.encrypt(DagCbor.encode(payload)));
  }

  /** What is stored in place of an entry: itself if it is not encrypted. */
  static byte[] block(byte[] entry, Encryption encryption) {
    EntryCipher cipher = encryption.replication();
    return cipher == null ? entry : DagCbor.encode(CborBytes.of(cipher.encrypt(entry)));
  }

  static boolean isEncrypted(byte[] block) {
    return block.length > 0 && (block[0] & MAJOR_TYPE) == BYTE_STRING;
  }

  /** The entry of a block. */
  static byte[] open(Cid hash, byte[] block, Encryption encryption) {
    if (!isEncrypted(block)) {
      return block;
    }
    byte[] encrypted = ciphertext(hash, block);
    EntryCipher cipher = encryption.replication();
    if (cipher == null) {
      throw new UnreadableException(
          problem("Entry is encrypted, and its log was opened without a cipher for replication")
              .at("entry", hash)
              .advice("Open the database with the cipher that its writers use"),
          Reason.NO_KEY,
          null);
    }
    return checked(hash, decrypt(hash, "entry", encrypted, cipher));
  }

  /** The value that was encrypted. */
  static CborValue decode(Cid hash, byte[] plain) {
    try {
      return DagCbor.decode(plain);
    } catch (BadBlockException garbage) {
      throw undecryptable(hash, "payload");
    }
  }

  /** Decrypts, and names the entry if that fails. */
  static byte[] decrypt(Cid hash, String what, byte[] encrypted, EntryCipher cipher) {
    try {
      return cipher.decrypt(encrypted);
    } catch (UnreadableException error) {
      Problem problem = error.problem();
      if (problem == null) {
        throw error;
      }
      throw new UnreadableException(
          problem.at("entry", hash).at("encrypted", what), error.reason(), error.keyId());
    }
  }

  /** A cipher that does not authenticate gives garbage under another key. */
  private static byte[] checked(Cid hash, byte[] plain) {
    try {
      DagCbor.decode(plain);
    } catch (BadBlockException garbage) {
      throw undecryptable(hash, "entry");
    }
    return plain;
  }

  private static byte[] ciphertext(Cid hash, byte[] block) {
    try {
      return ((CborBytes) DagCbor.decode(block)).value();
    } catch (BadBlockException malformed) {
      throw new BadEntryException(
          problem("Entry is not canonical dag-cbor")
              .at("entry", hash)
              .at("reason", malformed.problem())
              .advice("Keep it out: no honest writer of OrbitDB 4 makes such an entry"),
          malformed);
    }
  }

  private static UnreadableException undecryptable(Cid hash, String what) {
    return new UnreadableException(
        problem("Entry cannot be decrypted")
            .at("entry", hash)
            .at("encrypted", what)
            .advice("Use the cipher and the key that its writer used"),
        Reason.UNDECRYPTABLE,
        null);
  }
}
