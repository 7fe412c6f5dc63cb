/** Documents and the stores that hold them; alone imports the store. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.document;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
