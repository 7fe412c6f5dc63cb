/** The roof of the store: opens a node and wires its parts. */
@NullMarked
package io.debros.store;

import org.jspecify.annotations.NullMarked;
