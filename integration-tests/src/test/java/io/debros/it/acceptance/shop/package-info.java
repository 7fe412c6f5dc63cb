/** A small application for the acceptance tests: items in four shards, with a version. */
@NullMarked
package io.debros.it.acceptance.shop;

import org.jspecify.annotations.NullMarked;
