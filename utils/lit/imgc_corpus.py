"""The lit format of test/Corpus: one test per case, a folder cases/SECTION/CASE."""
import os
import subprocess

import lit.formats
import lit.Test


TRAPS = "traps.md"


class Corpus(lit.formats.base.TestFormat):
    """One test per case: imgc against the golden, and against the oracle where it was built; and one for the list of traps."""

    def getTestsInDirectory(self, suite, path_in_suite, litConfig, localConfig):
        source = suite.getSourcePath(path_in_suite)
        if os.path.exists(os.path.join(source, TRAPS)):
            yield lit.Test.Test(suite, path_in_suite + (TRAPS,), localConfig)
        if os.path.basename(os.path.dirname(source)) != "cases":
            return
        for name in sorted(os.listdir(source)):
            yield lit.Test.Test(suite, path_in_suite + (name,), localConfig)

    def execute(self, test, litConfig):
        name = "/".join(test.path_in_suite[-2:])
        script = os.path.join(test.config.imgc_source_dir, "utils", "corpus.py")
        if test.path_in_suite[-1] == TRAPS:
            return self.run_all([["python3", script, "coverage"]])
        command = ["python3", script, "check", "--imgc", os.path.join(test.config.imgc_bin_dir, "imgc"), name]
        runs = [command]
        oracle = getattr(test.config, "imgc_oracle", "")
        if oracle:
            runs.append(command[:-1] + ["--oracle", oracle, name])
        return self.run_all(runs)

    @staticmethod
    def run_all(runs):
        for run in runs:
            done = subprocess.run(run, capture_output=True, text=True)
            if done.returncode:
                return lit.Test.FAIL, done.stdout + done.stderr
        return lit.Test.PASS, ""
