/** Keys, identities and signatures. */
@NullMarked
package io.debros.store.identity;

import org.jspecify.annotations.NullMarked;
