/** Generated numbers: which this node may give, and which it gave. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.sequence;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
