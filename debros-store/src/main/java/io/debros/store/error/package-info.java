/** What went wrong: a fixed sentence, where, and what to do. */
@NullMarked
package io.debros.store.error;

import org.jspecify.annotations.NullMarked;
