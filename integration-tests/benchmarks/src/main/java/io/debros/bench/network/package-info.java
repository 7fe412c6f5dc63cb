/** Two nodes that replicate, beside two JavaScript peers that do the same. */
@NullMarked
package io.debros.bench.network;

import org.jspecify.annotations.NullMarked;
