/** {@code @EnableDebrosRepositories} and what it registers. */
@NullMarked
package io.debros.spring.repository.config;

import org.jspecify.annotations.NullMarked;
