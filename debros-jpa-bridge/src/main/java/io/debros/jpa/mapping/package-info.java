/** Entities to documents and back. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.mapping;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
