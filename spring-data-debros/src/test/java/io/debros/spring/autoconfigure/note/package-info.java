/** An entity whose listener and converter are made by Spring. */
@NullMarked
package io.debros.spring.autoconfigure.note;

import org.jspecify.annotations.NullMarked;
