"""Readers of other makes read row files of all types, which the Java tests left in rowfile/target/samples."""

import pathlib

import pytest

SAMPLES = pathlib.Path(__file__).parents[2] / "rowfile" / "target" / "samples"

pytest.importorskip("datafusion")
pytest.importorskip("duckdb")
pytest.importorskip("polars")

row_file_samples = pytest.importorskip("row_file_samples")


def test_other_makes_read_the_rows_that_were_written():
    assert SAMPLES.is_dir(), "the Java tests write the sample files: run ./run-tests, or mvn verify before pytest"
    files = sorted(SAMPLES.glob("*.parquet"))

    differences = [line for path in files for line in row_file_samples.difference(path)]

    assert len(files) > 30
    assert not differences
