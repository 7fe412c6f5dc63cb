/**
 * What an application is told of its node and others: peers, replication, changes of rows. Values
 * only.
 */
@NullMarked
package io.debros.jpa.network;

import org.jspecify.annotations.NullMarked;
