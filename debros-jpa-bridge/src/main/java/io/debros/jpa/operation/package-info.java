/** Inserts, updates and deletes, gathered in a write set. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.operation;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
