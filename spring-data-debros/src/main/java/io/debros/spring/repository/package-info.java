/** What a user extends and writes on a repository. */
@NullMarked
package io.debros.spring.repository;

import org.jspecify.annotations.NullMarked;
