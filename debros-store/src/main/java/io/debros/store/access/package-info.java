/** Who may append. */
@NullMarked
package io.debros.store.access;

import org.jspecify.annotations.NullMarked;
