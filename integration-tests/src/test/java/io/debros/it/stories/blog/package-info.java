/** A blog that several nodes write: users, categories, posts of users, comments. */
@NullMarked
package io.debros.it.stories.blog;

import org.jspecify.annotations.NullMarked;
