/** Results of a run as the table and the plot of the documentation. */
@NullMarked
package io.debros.bench.report;

import org.jspecify.annotations.NullMarked;
