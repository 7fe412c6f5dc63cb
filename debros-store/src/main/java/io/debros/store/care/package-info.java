/**
 * Looks after the data of a node: verifies it and repairs it. {@link io.debros.store.care.NodeCare}
 * is the door to this, and to transfer, backup and compaction.
 */
@NullMarked
package io.debros.store.care;

import org.jspecify.annotations.NullMarked;
