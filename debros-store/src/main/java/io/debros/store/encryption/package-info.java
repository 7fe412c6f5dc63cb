/** Ciphers for entries, and the keys that rows are encrypted with. */
@NullMarked
package io.debros.store.encryption;

import org.jspecify.annotations.NullMarked;
