/**
 * Copies everything that a node has, as it is at one moment, and makes a directory out of a copy.
 */
@NullMarked
package io.debros.store.backup;

import org.jspecify.annotations.NullMarked;
