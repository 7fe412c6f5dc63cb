/** Runs plans: shards in parallel, merged in order, then paged. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.query.exec;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
