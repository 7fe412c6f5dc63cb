/** Persistence units: persistence.xml, class scanning, standard properties. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.unit;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
