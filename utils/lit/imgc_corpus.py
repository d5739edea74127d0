"""The lit format of test/Corpus: a test per section, a folder cases/SECTION of cases, and one for the list of traps."""
import os
import subprocess

import lit.formats
import lit.Test

TRAPS = "traps.md"


class Corpus(lit.formats.base.TestFormat):
    """All cases of a section at once, which is ten times faster than each by itself: imgc against the goldens, and
    against the oracle where it was built. What differs is named in the output."""

    def getTestsInDirectory(self, suite, path_in_suite, litConfig, localConfig):
        source = suite.getSourcePath(path_in_suite)
        if os.path.exists(os.path.join(source, TRAPS)):
            yield lit.Test.Test(suite, path_in_suite + (TRAPS,), localConfig)
        if os.path.basename(source) == "cases":
            for section in sorted(os.listdir(source)):
                yield lit.Test.Test(suite, path_in_suite + (section,), localConfig)

    def execute(self, test, litConfig):
        name = test.path_in_suite[-1]
        script = os.path.join(test.config.imgc_source_dir, "utils", "corpus.py")
        if name == TRAPS:
            command = ["python3", script, "coverage"]
        else:
            command = ["python3", script, "check", "--imgc", os.path.join(test.config.imgc_bin_dir, "imgc"), name]
            if getattr(test.config, "imgc_oracle", ""):
                command += ["--oracle", test.config.imgc_oracle]
        done = subprocess.run(command, capture_output=True, text=True)
        return (lit.Test.FAIL if done.returncode else lit.Test.PASS), done.stdout + done.stderr
