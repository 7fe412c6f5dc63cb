/** Removes the blocks that nothing needs any more, while writers go on. */
@NullMarked
package io.debros.store.compaction;

import org.jspecify.annotations.NullMarked;
