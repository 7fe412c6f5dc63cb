package io.debros.jpa.shard;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in the node's directory which models are encrypted: rows of one that no longer is could
 * not be read.
 */
public final class EncryptionGuard {
  private static final Logger log = LoggerFactory.getLogger(EncryptionGuard.class);
  private static final String PLAIN = "plain";
  private static final String ENCRYPTED = "encrypted";

  private final DocumentStores stores;
  private final DatabaseNames names;
  private final KeyNames keys;

  public EncryptionGuard(DocumentStores stores, DatabaseNames names, KeyNames keys) {
    this.stores = stores;
    this.names = names;
    this.keys = keys;
  }

  /**
   * Compares a model with what is remembered of it, and remembers what it asks for. Call it after
   * its placement was checked and before its databases are opened.
   *
   * @throws InvalidModelException if it has rows, was encrypted and no longer is
   */
  public void check(EntityModel model) {
    String note = names.group(model, "encryption");
    String stored = stores.findNote(note);
    String asked = keys.of(model) == Encryption.NONE ? PLAIN : ENCRYPTED;
    if (asked.equals(stored == null ? PLAIN : stored)) {
      return;
    }
    long rows = rows(model);
    if (rows > 0 && asked.equals(PLAIN)) {
      throw new InvalidModelException(
          problem("Entity has rows that are encrypted and is not encrypted any more")
              .at("entity", model.name())
              .at("rows", rows)
              .advice(
                  "Set its encryption back. To decrypt rows, copy them with a program that opens"
                      + " this unit and, in another directory, the one without encryption")
              .toString());
    }
    if (rows > 0) {
      log.warn(
          "Entity {} is encrypted from now on; {} rows stay as they are until they are written"
              + " again, and the log keeps what it has in plain for good",
          model.name(),
          rows);
    }
    stores.putNote(note, asked);
  }

  private long rows(EntityModel model) {
    PlacementRecord placed = PlacementRecord.of(model);
    return stores.documentCounts().entrySet().stream()
        .filter(database -> names.isDatabase(model, placed, database.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
