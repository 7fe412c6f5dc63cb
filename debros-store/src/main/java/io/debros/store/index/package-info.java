/** State derived from the log: winning entry per key, keys per field value. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.index;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
