"""The lit format of test/Corpus: one test per folder of cases."""
import os
import subprocess

import lit.formats
import lit.Test


class Corpus(lit.formats.base.TestFormat):
    """One test per folder of cases: imgc against the golden, and against the oracle where it was built."""

    def getTestsInDirectory(self, suite, path_in_suite, litConfig, localConfig):
        source = suite.getSourcePath(path_in_suite)
        if os.path.basename(source) != "cases":
            return
        for name in sorted(os.listdir(source)):
            yield lit.Test.Test(suite, path_in_suite + (name,), localConfig)

    def execute(self, test, litConfig):
        name = test.path_in_suite[-1]
        script = os.path.join(test.config.imgc_source_dir, "utils", "corpus.py")
        command = ["python3", script, "check", "--imgc", os.path.join(test.config.imgc_bin_dir, "imgc"), name]
        runs = [command]
        oracle = getattr(test.config, "imgc_oracle", "")
        if oracle:
            runs.append(command[:-1] + ["--oracle", oracle, name])
        for run in runs:
            done = subprocess.run(run, capture_output=True, text=True)
            if done.returncode:
                return lit.Test.FAIL, done.stdout + done.stderr
        return lit.Test.PASS, ""
