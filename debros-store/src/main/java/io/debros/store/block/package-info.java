/** Content-addressed blocks, verified on read. */
@NullMarked
package io.debros.store.block;

import org.jspecify.annotations.NullMarked;
