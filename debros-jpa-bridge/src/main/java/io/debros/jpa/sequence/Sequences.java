package io.debros.jpa.sequence;

import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.NumberClaims;
import io.debros.jpa.document.NumberClaims.Claim;
import io.debros.jpa.metamodel.IdSequence;
import io.debros.store.error.StorageException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A number is given only from a block that this node claimed before, so nodes that know each
 * other's claims never give the same. Claims that were made apart collide when they meet: then both
 * nodes leave the rest of their blocks. What both gave before are conflicts of ids.
 *
 * The rest of a block is noted when the unit is closed, and the note is taken back before the first
 * number of it is given: after a crash nobody knows how far it was used, and the next block begins.
 * A note counts only if nobody claimed anything since.
 */
/** Gives the numbers of sequences, each once. Thread-safe. */
public final class Sequences implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sequences.class);

  private final DocumentStores stores;
  private final NumberClaims claims;
  private final Map<String, Slot> slots;

  private Sequences(DocumentStores stores, String database, Collection<IdSequence> sequences) {
    this.stores = stores;
    this.claims = stores.claims(database);
    this.slots =
        sequences.stream()
            .map(IdSequence::name)
            .distinct()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    name -> new Slot(name, database + "/" + name),
                    (one, other) -> one,
                    ConcurrentHashMap::new));
  }

  /**
   * Opens the database of the claims, and goes on where the unit was closed.
   *
   * @param sequences that will be asked
   */
  public static Sequences open(
      DocumentStores stores, String database, Collection<IdSequence> sequences) {
    Sequences opened = new Sequences(stores, database, sequences);
    opened.claims.addListener(opened::claimed);
    opened.slots.values().forEach(Slot::restore);
    return opened;
  }

  /**
   * The next number. Claims a block if there is none; it is claimed for good when this returns.
   *
   * @throws IllegalStateException if no numbers are left
   * @throws io.debros.store.error.DebrosException if a block cannot be claimed
   */
  public long next(IdSequence sequence) {
    return slot(sequence).next(sequence);
  }

  /** Notes what is left of the blocks. */
  @Override
  public void close() {
    slots.values().forEach(Slot::keep);
  }

  private Slot slot(IdSequence sequence) {
    Slot slot = slots.get(sequence.name());
    if (slot == null) {
      throw new IllegalStateException("Sequence is of another unit: " + sequence.name());
    }
    return slot;
  }

  /** Holds no lock: who claims waits for the threads that tell of claims. */
  private void claimed(Claim claim) {
    Slot slot = slots.get(claim.sequence());
    Block block = slot == null ? null : slot.block;
    if (block != null) {
      block.dropIfClaimed(claim);
    }
  }

  /** One sequence at this node. */
  private final class Slot {
    private final String name;
    private final String note;
    private volatile @Nullable Block block;
    private boolean isNoted; // guarded by this
    private boolean isClosed; // guarded by this

    Slot(String name, String note) {
      this.name = name;
      this.note = note;
    }

    synchronized void restore() {
      String text = stores.findNote(note);
      int end = text == null ? -1 : text.indexOf(" of ");
      if (text != null && end > 0 && text.substring(end).equals(count())) {
        block = Block.parse(name, stores.identityId(), text.substring(0, end));
      }
      isNoted = text != null && !text.isEmpty();
    }

    synchronized long next(IdSequence sequence) {
      if (isClosed) {
        throw new IllegalStateException("Unit is closed");
      }
      if (isNoted) {
        stores.putNote(note, "");
        isNoted = false;
      }
      Block present = block;
      if (present == null || !present.hasNext()) {
        present = claimed(sequence);
      }
      return present.next();
    }

    /** The block is known here before it is stored: from then on others may collide with it. */
    private Block claimed(IdSequence sequence) {
      try {
        claims.claim(
            name, sequence.first(), sequence.blockSize(), claim -> block = Block.of(claim));
      } catch (RuntimeException | Error failure) {
        block = null;
        throw failure;
      }
      return Objects.requireNonNull(block);
    }

    synchronized void keep() {
      isClosed = true;
      Block present = block;
      if (present != null && present.hasNext()) {
        try {
          stores.putNote(note, present.rest() + count());
        } catch (StorageException failure) {
          log.warn("Rest of a block of ids is left out {sequence={}}", name, failure);
        }
      }
    }

    /** Behind each note: how many claims there were. */
    private String count() {
      return " of " + claims.count();
    }
  }
}
