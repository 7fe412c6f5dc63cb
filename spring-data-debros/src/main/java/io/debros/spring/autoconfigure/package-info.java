/** Spring Boot auto-configuration: dependency, entity, repository, done. */
@NullMarked
package io.debros.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
