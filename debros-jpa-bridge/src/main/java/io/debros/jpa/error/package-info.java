/** What goes wrong with rows, where Jakarta Persistence has no exception for it. */
@NullMarked
package io.debros.jpa.error;

import org.jspecify.annotations.NullMarked;
