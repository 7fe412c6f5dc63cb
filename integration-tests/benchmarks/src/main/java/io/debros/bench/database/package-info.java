/** Benchmarks of the database package. */
@NullMarked
package io.debros.bench.database;

import org.jspecify.annotations.NullMarked;
