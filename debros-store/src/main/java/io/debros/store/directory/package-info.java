/**
 * What a data directory says of itself: the format of its data, the identities that it writes with,
 * the databases that were opened in it, and what the application noted there.
 */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.directory;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
