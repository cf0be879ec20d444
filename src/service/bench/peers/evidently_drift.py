"""How far the columns of two files have drifted, by Evidently: their number alone, or the preset with all it shows."""

import sys

import pandas
from evidently import Dataset, Report
from evidently.metrics import DriftedColumnsCount
from evidently.presets import DataDriftPreset


def read(file):
    return pandas.read_parquet(file) if file.endswith(".parquet") else pandas.read_csv(file)


metric = DriftedColumnsCount() if sys.argv[1] == "columns" else DataDriftPreset()
reference, current = (Dataset.from_pandas(read(file)) for file in sys.argv[2:4])
print(Report([metric]).run(current, reference).dict()["metrics"][0])
