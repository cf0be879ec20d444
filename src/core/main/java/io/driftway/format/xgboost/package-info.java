/** Reads models that XGBoost saved as JSON. */
@NullMarked
package io.driftway.format.xgboost;

import org.jspecify.annotations.NullMarked;
