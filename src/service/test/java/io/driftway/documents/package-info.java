/** Checks the documentation: runs each documented command, or names the test that runs it. */
@NullMarked
package io.driftway.documents;

import org.jspecify.annotations.NullMarked;
