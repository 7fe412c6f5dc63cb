/** Benchmarks of debros, alone and beside the JavaScript original. */
@NullMarked
package io.debros.bench;

import org.jspecify.annotations.NullMarked;
