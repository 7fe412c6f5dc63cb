/** The persistence context: identity map, states, snapshots, cascades. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.context;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
