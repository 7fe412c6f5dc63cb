/** What a user writes on an entity beyond Jakarta Persistence. */
@NullMarked
package io.debros.jpa.annotation;

import org.jspecify.annotations.NullMarked;
