/** State derived from the log: winning entry per key, keys per field value. */
@NullMarked
package io.debros.store.index;

import org.jspecify.annotations.NullMarked;
