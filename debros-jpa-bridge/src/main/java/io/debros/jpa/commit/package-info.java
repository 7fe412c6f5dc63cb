/** A write set becomes one atomic batch of document writes. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.commit;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
