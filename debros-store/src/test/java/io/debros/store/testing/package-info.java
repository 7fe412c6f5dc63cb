/** Fixtures shared by the tests of all modules: golden vectors, seeded properties. */
@NullMarked
package io.debros.store.testing;

import org.jspecify.annotations.NullMarked;
