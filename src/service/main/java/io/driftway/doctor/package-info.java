/** Whether everything that the service stands on is as it must be, and what to do where it is not. */
@NullMarked
package io.driftway.doctor;

import org.jspecify.annotations.NullMarked;
