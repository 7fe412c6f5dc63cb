/**
 * Decoders against arbitrary bytes: laws that hold for every input, and the inputs that taught us.
 */
@NullMarked
package io.debros.store.fuzz;

import org.jspecify.annotations.NullMarked;
