/** The roof of the module. */
@NullMarked
package io.debros.spring;

import org.jspecify.annotations.NullMarked;
