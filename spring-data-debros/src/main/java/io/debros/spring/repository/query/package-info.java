/** Method name or example -> {@link io.debros.jpa.query.model.Query}. */
@NullMarked
@API(status = INTERNAL)
package io.debros.spring.repository.query;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
