/** EntityManager, its factory, transactions: the conductor. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.manager;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
