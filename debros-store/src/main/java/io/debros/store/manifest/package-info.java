/** Addresses and manifests of databases. */
@NullMarked
package io.debros.store.manifest;

import org.jspecify.annotations.NullMarked;
