"""The central of bench_load, a process of its own so that its memory can be read."""

from __future__ import annotations

import sys

from tests.benchmarks.bench_load import serve

if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
