/** Care of a data directory: verify, repair, transfer. */
@NullMarked
package io.debros.store.care;

import org.jspecify.annotations.NullMarked;
