/** How a query runs: shards, index, residual filter, order, page. */
@NullMarked
@API(status = INTERNAL)
package io.debros.jpa.query.plan;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
