package io.debros.store.care;

import io.debros.store.database.DatabaseContext;
import io.debros.store.manifest.Address;
import java.util.List;

/** What care needs of the node that it looks after. Thread-safe. */
public interface CaredNode {
  /** What the databases of the node share. */
  DatabaseContext context();

  /** Every database that the node knows, open or not, in a fixed order. */
  List<Address> databases();
}
