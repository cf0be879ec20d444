/** What is written for people is so: each command is run, or checked by a test that is named. */
@NullMarked
package io.driftway.documents;

import org.jspecify.annotations.NullMarked;
