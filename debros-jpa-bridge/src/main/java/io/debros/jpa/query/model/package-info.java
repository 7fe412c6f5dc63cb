/** The one query model; everything that asks becomes a Query. */
@NullMarked
package io.debros.jpa.query.model;

import org.jspecify.annotations.NullMarked;
