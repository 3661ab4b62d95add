"""The process of a job: `python -m duibiao.warehouse.job_process HOME GUIDE JOB`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from duibiao.records.settings import Settings
from duibiao.warehouse.jobs import work

if __name__ == "__main__":
    # Whatever the work writes, by whatever library, is for the owner of the home alone.
    os.umask(0o077)
    home, guide, job_id = sys.argv[1:]
    work(Settings.resolve(Path(home), Path(guide)), job_id)
