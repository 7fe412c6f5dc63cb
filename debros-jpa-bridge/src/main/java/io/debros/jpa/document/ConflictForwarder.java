package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Conflict;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.Row;
import io.debros.store.database.Twin;
import io.debros.store.merge.ConflictResolver;
import io.debros.store.merge.MergeConflict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes conflicts of one database on, to be decided and to be told. Thread-safe. */
final class ConflictForwarder implements DatabaseListener, ConflictResolver {
  private final MergeSpec spec;
  private final MergedView view;
  private final String database;

  ConflictForwarder(MergeSpec spec, String database) {
    this.spec = spec;
    this.view = MergedView.of(spec);
    this.database = database;
  }

  @Override
  public void conflicted(Database source, List<Conflict> conflicts) {
    for (Conflict conflict : conflicts) {
      Row row = conflict.row();
      CborMap merged = row != null && row.value() instanceof CborMap map ? map : null;
      spec.listener().conflicted(plain(conflict.key(), conflict.between(), merged));
    }
  }

  @Override
  public void twinned(Database source, List<Twin> twins) {
    TwinReader reader = new TwinReader(view, database);
    for (Twin twin : twins) {
      Row row = twin.row();
      if (row != null && row.value() instanceof CborMap keeper) {
        String entry = twin.insert().entry().toString();
        reader.twins(twin.key(), keeper).stream()
            .filter(each -> each.entry().equals(entry))
            .forEach(spec.listener()::twinned);
      }
    }
  }

  @Override
  public @Nullable CborMap resolve(MergeConflict conflict, CborMap merged) {
    DocumentResolver resolver = spec.resolver();
    if (resolver == null) {
      return null;
    }
    String key = merged.find(DocumentCommit.KEY) instanceof CborText id ? id.value() : "";
    Map<String, @Nullable Object> resolved = resolver.resolve(plain(key, conflict, merged));
    return resolved == null ? null : PlainValues.map(resolved);
  }

  @Override
  public String fingerprint() {
    DocumentResolver resolver = spec.resolver();
    return resolver == null ? "" : resolver.fingerprint();
  }

  private DocumentConflict plain(String key, MergeConflict conflict, @Nullable CborMap merged) {
    CborMap ancestor = conflict.ancestor();
    return new DocumentConflict(
        document(key, conflict.earlier()),
        document(key, conflict.later()),
        ancestor == null ? null : document(key, ancestor),
        merged == null ? null : document(key, merged));
  }

  private Document document(String key, CborMap stored) {
    return Document.stored(key, new CborPlainMap(() -> stored, view), database);
  }
}
