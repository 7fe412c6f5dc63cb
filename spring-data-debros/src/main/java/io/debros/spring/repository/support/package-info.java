/** Repository implementation, its factory, and what Spring's transactions need of the provider. */
@NullMarked
package io.debros.spring.repository.support;

import org.jspecify.annotations.NullMarked;
