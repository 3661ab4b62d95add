"""The process of a job: `python -m duibiao.warehouse.job_process HOME GUIDE JOB`."""

from __future__ import annotations

import sys
from pathlib import Path

from duibiao.records.settings import Settings
from duibiao.warehouse.jobs import work

if __name__ == "__main__":
    home, guide, job_id = sys.argv[1:]
    work(Settings.resolve(Path(home), Path(guide)), job_id)
