/** Reads the annotations of managed classes into the metamodel; refuses what it cannot honour. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.metamodel.reader;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
