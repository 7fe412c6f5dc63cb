/** What the benchmarks write and read. */
@NullMarked
package io.debros.bench.sample;

import org.jspecify.annotations.NullMarked;
