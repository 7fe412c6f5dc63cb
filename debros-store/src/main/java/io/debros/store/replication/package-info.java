/**
 * How databases of a node and their peers come to have the same entries: a state machine without
 * threads, sockets and clock. Implementations of its ports live above it.
 */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.replication;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
