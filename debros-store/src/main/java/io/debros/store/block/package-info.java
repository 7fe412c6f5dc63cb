/** Content-addressed blocks, verified on read. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.block;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
