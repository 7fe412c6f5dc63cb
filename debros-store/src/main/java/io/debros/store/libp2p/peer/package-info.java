/**
 * What peers are called and how they prove it: keys, ids, addresses. Types that are marked so, as
 * the encoding of messages, are internal.
 */
@NullMarked
package io.debros.store.libp2p.peer;

import org.jspecify.annotations.NullMarked;
