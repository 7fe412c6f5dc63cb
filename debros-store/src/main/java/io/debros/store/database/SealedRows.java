package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.encryption.DataCipher;
import io.debros.store.encryption.SealedRow;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.index.IndexStage;
import io.debros.store.index.WinningEntry;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryCipher;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * An entry that cannot be read does not say its key. If it was encrypted by a DataCipher, it says
 * the tag of its row, and readable entries of the row have the same tag. So a second index, "tags",
 * has the newest entry of every tag, readable or not, and with it the key, if that can be read. All
 * its rows are deletions: it is never shown. What is shown are the rows themselves: an unreadable
 * one stands under MARK ‖ tag, or, if it has no tag, under the hash of its entry, which for events
 * and feeds is their key.
 *
 * The visible rows do not depend on the order of arrival: under each tag the newest entry wins, and
 * takes the row that the earlier one had away.
 *
 * Where operations merge, an unreadable one is what a deletion is: nothing before it counts, since it
 * may have changed everything, and what older values say must not come back. So it stands as a
 * deletion in the history of its key, once the key is known.
 */
/** What entries with encrypted payloads do to rows. Thread-safe. */
final class SealedRows {
  /** Two code points that are no characters. Keys that begin so are not meant to be used. */
  static final String MARK = "\udbff\udfff\udbff\udfff";

  private static final byte[] NO_KEY = {};

  private final @Nullable EntryCipher cipher;

  SealedRows(@Nullable EntryCipher cipher) {
    this.cipher = cipher;
  }

  /** Whether values are encrypted here. */
  boolean hasCipher() {
    return cipher != null;
  }

  /** Whether rows have tags, so that the second index is needed. */
  boolean hasTags() {
    return cipher instanceof DataCipher;
  }

  /** The payload of an entry, if it can be read. */
  Opened open(Entry entry) {
    try {
      CborValue payload = entry.payload();
      if (payload instanceof CborBytes encrypted) {
        return new Opened(null, encrypted.value(), Reason.NO_KEY);
      }
      return new Opened(payload, cipher == null ? null : entry.encryptedPayload(), null);
    } catch (UnreadableException error) {
      return new Opened(null, entry.encryptedPayload(), error.reason());
    }
  }

  /**
   * Takes a readable operation of a row; false if a newer one has the row.
   *
   * @param histories of keys; null if the newest operation is the row
   */
  boolean take(
      Entry entry,
      String key,
      Numbers numbers,
      IndexStage stage,
      @Nullable KeyHistories histories) {
    if (!(cipher instanceof DataCipher data)) {
      return true;
    }
    String tag = data.tagOf(key);
    WinningEntry before = stage.find(numbers.tags(), tag);
    boolean unreadable = before != null && keyIn(before) == null;
    if (!stage.add(numbers.tags(), tag, mark(entry, key.getBytes(UTF_8)))) {
      return histories != null && !unreadable;
    }
    if (before != null && unreadable) {
      stage.add(numbers.rows(), MARK + tag, deletion(entry));
      if (histories != null) {
        histories.add(key, WinningEntry.delete(before.hash(), before.clock()));
      }
    }
    return true;
  }

  /**
   * Takes an operation that cannot be read.
   *
   * @param histories of keys; null if the newest operation is the row
   */
  void takeUnreadable(
      Entry entry,
      byte[] encrypted,
      Reason reason,
      Numbers numbers,
      IndexStage stage,
      @Nullable KeyHistories histories) {
    SealedRow sealed = DataCipher.find(encrypted);
    String keyId = sealed == null ? null : sealed.keyId();
    WinningEntry put = WinningEntry.unreadable(entry.hash(), entry.clock(), reason, keyId);
    WinningEntry delete = deletion(entry);
    if (sealed == null || !sealed.isRow()) {
      stage.add(numbers.rows(), entry.hash().toString(), put);
      return;
    }
    if (hasTags()) {
      String key = keyIn(stage.find(numbers.tags(), sealed.tag()));
      boolean newest = stage.add(numbers.tags(), sealed.tag(), mark(entry, NO_KEY));
      if (key != null && histories != null) {
        histories.add(key, delete);
      } else if (key != null && newest) {
        stage.add(numbers.rows(), key, delete);
      }
      if (!newest) {
        return;
      }
    }
    stage.add(numbers.rows(), MARK + sealed.tag(), sealed.deletes() ? delete : put);
  }

  /** What an operation that cannot be read is among others that merge. */
  static WinningEntry deletion(Entry entry) {
    return WinningEntry.delete(entry.hash(), entry.clock());
  }

  /** The row of a key, which may be unreadable; null if there is none. */
  @Nullable Row find(String key, Function<String, @Nullable WinningEntry> rows) {
    Row row = Row.of(key, rows.apply(key));
    if (row != null || !(cipher instanceof DataCipher data)) {
      return row;
    }
    return Row.of(key, rows.apply(MARK + data.tagOf(key)));
  }

  /** The key of the newest operation of a tag; null if that cannot be read, or there is none. */
  private static @Nullable String keyIn(@Nullable WinningEntry mark) {
    return mark == null || mark.value().length == 0 ? null : new String(mark.value(), UTF_8);
  }

  private static WinningEntry mark(Entry entry, byte[] key) {
    return new WinningEntry(entry.hash(), entry.clock(), true, key);
  }

  /**
   * A payload.
   *
   * @param payload null if it is encrypted and cannot be decrypted
   * @param encrypted as it was signed; null if it is not encrypted
   * @param reason why it cannot be decrypted; null if it can
   */
  record Opened(
      @Nullable CborValue payload, byte @Nullable [] encrypted, @Nullable Reason reason) {}

  /**
   * Numbers of a database in the indexes.
   *
   * @param rows what is shown
   * @param tags the newest entry of each tag; 0 if rows have no tags
   */
  record Numbers(int rows, int tags) {}
}
