/** Which database holds a row: the one router, for reads and writes. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.shard;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
