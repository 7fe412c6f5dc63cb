/** What an application asks debros beside its repositories. */
@NullMarked
package io.debros.spring.operations;

import org.jspecify.annotations.NullMarked;
