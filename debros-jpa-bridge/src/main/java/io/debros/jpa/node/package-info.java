/** What an application may ask about the node behind a persistence unit. */
@NullMarked
package io.debros.jpa.node;

import org.jspecify.annotations.NullMarked;
