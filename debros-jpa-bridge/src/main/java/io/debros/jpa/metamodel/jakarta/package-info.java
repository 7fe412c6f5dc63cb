/** The metamodel as Jakarta Persistence shows it. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.metamodel.jakarta;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
