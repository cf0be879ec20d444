/** Profiles as bytes, and what a part of a table tells before the types of its columns are decided. */
@NullMarked
package io.driftway.format.profile;

import org.jspecify.annotations.NullMarked;
