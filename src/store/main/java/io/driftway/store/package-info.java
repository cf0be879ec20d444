/** Implements the object store and the inbox, on Azure Blob and on a folder, and the queue of hints on an Azure Storage queue. */
@NullMarked
package io.driftway.store;

import org.jspecify.annotations.NullMarked;
