/** What an application may ask and decide about rows that several nodes write at once. */
@NullMarked
package io.debros.jpa.merge;

import org.jspecify.annotations.NullMarked;
