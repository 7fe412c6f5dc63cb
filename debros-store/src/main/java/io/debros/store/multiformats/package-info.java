/** Self-describing values: varint, multibase, multihash, CID. */
@NullMarked
package io.debros.store.multiformats;

import org.jspecify.annotations.NullMarked;
