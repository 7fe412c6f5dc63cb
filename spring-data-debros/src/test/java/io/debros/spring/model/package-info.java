/** Entities of the tests. */
@NullMarked
package io.debros.spring.model;

import org.jspecify.annotations.NullMarked;
