/** How far a long task is, and whether to go on. */
@NullMarked
package io.debros.store.progress;

import org.jspecify.annotations.NullMarked;
