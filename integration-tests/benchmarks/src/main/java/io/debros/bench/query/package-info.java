/** Benchmarks of the query package. */
@NullMarked
package io.debros.bench.query;

import org.jspecify.annotations.NullMarked;
