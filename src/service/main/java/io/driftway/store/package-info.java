/** The object store over Azure Blob, and over a folder. */
@NullMarked
package io.driftway.store;

import org.jspecify.annotations.NullMarked;
