/** The roof of the module. */
@NullMarked
package io.debros.jpa;

import org.jspecify.annotations.NullMarked;
