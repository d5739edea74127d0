"""Fenced code blocks of Markdown pages, with where they stand."""
import dataclasses
import pathlib
import re

FENCE = re.compile(r"^(`{3,})\s*([\w+-]*)\s*(.*)$")
HEADING = re.compile(r"^#+ +(.*)$")


@dataclasses.dataclass
class Block:
    page: str  # file name of the page
    line: int  # of the first line in the block
    language: str
    info: str  # what follows the language after the opening fence
    heading: str  # the heading above it
    text: str

    def where(self):
        return f"{self.page}:{self.line}"


def read_blocks(path):
    """All fenced blocks of a page in order, but those whose fence says `elsewhere`: these have a test of their own. A fence
    that nothing closes is an error.
    """
    path = pathlib.Path(path)
    blocks, heading, current, fence, body = [], "", None, "", []
    for number, line in enumerate(path.read_text().split("\n"), 1):
        if current is None:
            if match := HEADING.match(line):
                heading = match[1]
            elif match := FENCE.match(line):
                fence, body = match[1], []
                current = Block(path.name, number + 1, match[2], match[3], heading, "")
        elif line.strip() == fence:
            current.text = "\n".join(body)
            if "elsewhere" not in current.info.split():
                blocks.append(current)
            current = None
        else:
            body.append(line)
    if current is not None:
        raise SystemExit(f"{current.where()}: the fence is not closed")
    return blocks
