/**
 * Carries databases in and out of a node as CAR files: all of one, or nothing, while writers go on.
 */
@NullMarked
package io.debros.store.transfer;

import org.jspecify.annotations.NullMarked;
