/** A small social application: users and their posts, kept in signed logs. */
@NullMarked
package io.debros.quickstart;

import org.jspecify.annotations.NullMarked;
