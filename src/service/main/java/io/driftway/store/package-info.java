/** Implements the object store and the inbox, on Azure Blob and on a folder. */
@NullMarked
package io.driftway.store;

import org.jspecify.annotations.NullMarked;
