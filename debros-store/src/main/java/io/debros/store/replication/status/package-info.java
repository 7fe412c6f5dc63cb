/** How replication stands: of a database, of its peers, and what is missing. Values only. */
@NullMarked
package io.debros.store.replication.status;

import org.jspecify.annotations.NullMarked;
