/** Annotations turned into an immutable model of each entity. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.metamodel;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
